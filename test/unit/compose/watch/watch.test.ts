import assert from "node:assert/strict";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { reactions } from "../../../../src/compose/watch/watch-plan.ts";
import { type WatchRule, watchRules } from "../../../../src/compose/watch/watch-rule.ts";
import { changesBetween, watchedTree } from "../../../../src/compose/watch/watched-tree.ts";
import { composeProject } from "../../../support/compose-project.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

type Text = Readonly<Record<string, string>>;

async function write(root: string, files: Text): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function ruleOf(trigger: object, service: object = {}): Promise<WatchRule> {
  const web = { image: "a", ...service, develop: { watch: [{ action: "sync", target: "/app", ...trigger }] } };
  const [rule] = watchRules(await composeProject(JSON.stringify({ services: { web } })), []);
  return rule!;
}

const seen = (rule: WatchRule) => [...watchedTree(rule).files.keys()].sort();

describe("the files that a rule watches", () => {
  it("are all below its path but those of git and editors", async () => {
    await using root = await temporaryDirectory();
    await write(root.path, { a: "", "b/c": "", ".git/config": "", "b/.a.swp": "", "b/c~": "", "4913": "" });
    await symlink("a", join(root.path, "link"));
    assert.deepEqual(seen(await ruleOf({ path: root.path })), ["a", "b/c", "link"]);
  });

  it("are those that match include and not ignore, as patterns from its path on", async () => {
    await using root = await temporaryDirectory();
    await write(root.path, { "a.js": "", "b.ts": "", "lib/c.js": "", "lib/d.ts": "", "node_modules/e.js": "" });
    const path = root.path;
    assert.deepEqual(seen(await ruleOf({ path, ignore: "node_modules" })), ["a.js", "b.ts", "lib/c.js", "lib/d.ts"]);
    assert.deepEqual(seen(await ruleOf({ path, include: "**/*.js", ignore: ["node_modules/"] })), ["a.js", "lib/c.js"]);
    assert.deepEqual(seen(await ruleOf({ path, include: "*.js" })), ["a.js"]);
  });

  it("are none that the build ignores, by .dockerignore from its context on", async () => {
    await using root = await temporaryDirectory();
    await write(root.path, { ".dockerignore": "# not these\nsrc/*.log\nout\n!src/kept.log\n" });
    await write(root.path, { "src/a": "", "src/b.log": "", "src/kept.log": "", "out/c": "" });
    const build = { build: { context: root.path } };
    assert.deepEqual(seen(await ruleOf({ path: join(root.path, "src") }, build)), ["a", "kept.log"]);
    assert.deepEqual(seen(await ruleOf({ path: join(root.path, "out") }, build)), []);
  });

  it("may be one, which need not be there yet", async () => {
    await using root = await temporaryDirectory();
    const rule = await ruleOf({ path: join(root.path, "one") });
    const before = watchedTree(rule);
    assert.deepEqual(before, { files: new Map(), directories: [root.path] });
    await write(root.path, { one: "1", other: "" });
    assert.deepEqual(changesBetween(before, watchedTree(rule)), { changed: [""], removed: [] });
  });

  it("have changed where they were written, replaced or made, and are told where they went", async () => {
    await using root = await temporaryDirectory();
    await write(root.path, { same: "1", written: "1", replaced: "1", gone: "1", "d/gone": "1" });
    const rule = await ruleOf({ path: root.path });
    const before = watchedTree(rule);
    await write(root.path, { written: "22", new: "", "e/new": "" });
    await write(dirname(root.path), { [`${root.path.split("/").at(-1)}.x`]: "2" });
    await rename(`${root.path}.x`, join(root.path, "replaced"));
    await rm(join(root.path, "gone"));
    await rm(join(root.path, "d"), { recursive: true });
    const changes = changesBetween(before, watchedTree(rule));
    assert.deepEqual(changes, { changed: ["e/new", "new", "replaced", "written"], removed: ["d/gone", "gone"] });
  });
});

describe("what is done because of changes", () => {
  const changed = async (action: string, count = 1) => ({
    rule: await ruleOf({ path: "/x", action, exec: { command: ["true"] } }, { build: "/x" }),
    changed: Array.from({ length: count }, (_, i) => String(i)),
    removed: [],
  });

  it("is nothing without any", async () => {
    assert.deepEqual(reactions([await changed("sync", 0)]), []);
  });

  it("is each action once, restarts last, and a rebuild instead of all", async () => {
    const [exec, restart] = [await changed("sync+exec"), await changed("sync+restart")];
    assert.deepEqual(reactions([exec, restart, await changed("rebuild", 0)]), [
      { service: "web", isRebuilt: false, isRestarted: true, synced: [exec, restart], executed: [exec.rule] },
    ]);
    const [reaction] = reactions([exec, restart, await changed("rebuild")]);
    assert.deepEqual(reaction, { service: "web", isRebuilt: true, isRestarted: false, synced: [], executed: [] });
    assert.equal(reactions([await changed("restart")])[0]?.isRestarted, true);
  });
});

describe("rules that cannot be followed", () => {
  it("are refused: a rebuild without build, none at all, and names of no service", async () => {
    await assert.rejects(ruleOf({ path: "/x", action: "rebuild" }), {
      message: /web\.develop\.watch: rebuild needs build/,
    });
    const project = await composeProject("services: { web: { image: a } }");
    assert.throws(() => watchRules(project, []), { code: "INVALID_VALUE", message: /none of the services/ });
    assert.throws(() => watchRules(project, ["wbe"]), { code: "UNKNOWN_SERVICE", suggestions: ["web"] });
  });
});
