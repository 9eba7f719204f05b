import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { openRegistry } from "../../../src/registry/open-registry.ts";
import { uploadBlob } from "../../../src/registry/push/blob-upload.ts";
import { uploadManifest } from "../../../src/registry/push/manifest-upload.ts";
import { LocalCache } from "../../../src/task/cache/local-cache.ts";
import { RegistryResults } from "../../../src/task/cache/registry-results.ts";
import { resultTypes } from "../../../src/task/cache/result-artifact.ts";
import { taskGraph } from "../../../src/task/graph.ts";
import { TaskRun } from "../../../src/task/task-run.ts";
import { useBundle } from "../../support/command-line.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { programOutput } from "../../support/program.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { registrySettings } from "../../support/registry-client.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { definition, definitions } from "../../unit/task/task-definition.ts";

const repository = "team/cache";

/** A checkout on a machine of its own, whose recipe is run by the command line with `$NERDSH_CACHE`. */
async function checkout(registry: Registry, recipe: string) {
  const directory = await temporaryDirectory();
  await writeFile(join(directory.path, "ci.nerd.ts"), recipe);
  await writeFile(join(directory.path, "in"), "input");
  const lines = async (words: readonly string[], store: string) => {
    const variables = {
      NERDSH_HOSTS_DIR: registry.hostsDir,
      NERDSH_CACHE: store,
      NERDSH_ROOT: `${directory.path}/root`,
    };
    const [file, ...before] = nerdshCommand();
    const options = { cwd: directory.path, env: nerdshEnvironment(variables), from: "nerdsh" };
    return (await programOutput(file, [...before, "./ci.nerd.ts", ...words], options)).trimEnd().split("\n");
  };
  return {
    ...{ root: directory.path, nerdsh: lines, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() },
    async outcomes(words: readonly string[], store: string): Promise<string[]> {
      const events = (await lines([...words, "--reporter", "json"], store)).map((line) => JSON.parse(line));
      return events.flatMap(({ type, task, outcome }) => (type === "task.finished" ? [`${task} ${outcome}`] : []));
    },
  };
}

/** A machine with a checkout of its own, and a store of its own. */
async function machine(registry: Registry, { canWrite = true } = {}) {
  const directory = await temporaryDirectory();
  const root = join(directory.path, "project");
  await mkdir(root);
  await writeFile(join(root, "ci.nerd.ts"), "task();");
  await writeFile(join(root, "in"), "input");
  const warnings: string[] = [];
  const ran: string[] = [];
  const shown: string[] = [];
  const task = (name: string, fn = async () => {}) => {
    const act = async () => {
      ran.push(name);
      await writeFile(join(root, `out-${name}`), `made by ${name}`, { mode: 0o755 });
      await fn();
    };
    // The text is the same on every machine.
    act.toString = () => "act";
    return definition(name, { cache: true, inputs: { files: ["in"] }, outputs: [`out-${name}`], fn: act });
  };
  return {
    ...{ root, warnings, ran, shown, task, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() },
    async run(...all: ReturnType<typeof definition>[]): Promise<string[]> {
      const { signal } = new AbortController();
      const settings = registrySettings({ hostsDir: registry.hostsDir });
      const retries = { attempts: 2, baseMs: 5, capMs: 50 };
      const remote = new RegistryResults({
        ...{ name: "shared", repository, canWrite, signal },
        open: async () => await openRegistry(registry.host, settings, { retries }),
        warn: ({ message }) => warnings.push(message),
      });
      const cache = new LocalCache({
        ...{ directory: join(directory.path, "store"), recipe: join(root, "ci.nerd.ts"), root, environment: {} },
        ...{ force: false, remotes: [remote], argsOf: () => ({}), imageDigest: async () => "" },
        logOf: (id) => [{ stream: "stdout", line: `${id} says ***` }],
        replay: (_, lines) => shown.push(...lines.map(({ line }) => line)),
      });
      const outcomes: string[] = [];
      const tasks = definitions(...all);
      const run = new TaskRun({
        ...{ tasks, jobs: 1, failFast: false, signal, cache, argsOf: () => ({}), enter: (_, act) => act() },
        emit: (event) => event.type === "task.finished" && outcomes.push(`${event.task} ${event.outcome}`),
      });
      await run.run(taskGraph(tasks, [...tasks.keys()]));
      await cache.close();
      return outcomes;
    },
  };
}

/** Puts another description under the tag of the only result that is there. */
async function spoil(registry: Registry, change: (result: Record<string, unknown>) => object): Promise<void> {
  const { signal } = new AbortController();
  using client = await openRegistry(registry.host, registrySettings({ hostsDir: registry.hostsDir }));
  const { tags } = (await (await fetch(`${registry.url}/v2/${repository}/tags/list`)).json()) as { tags: string[] };
  const [version = ""] = tags;
  const { bytes } = await client.manifest({ repository, version, what: "result" }, signal);
  const manifest = JSON.parse(Buffer.from(bytes).toString());
  const blob = await fetch(`${registry.url}/v2/${repository}/blobs/${manifest.config.digest}`);
  const config = Buffer.from(JSON.stringify(change((await blob.json()) as Record<string, unknown>)));
  const descriptor = { mediaType: resultTypes.config, digest: digestOf(config), size: config.length };
  await uploadBlob(client, {
    ...{ repository, descriptor, signal },
    async *open(offset, size) {
      yield config.subarray(offset, offset + size);
    },
  });
  const changed = Buffer.from(JSON.stringify({ ...manifest, config: descriptor }));
  const upload = { repository, version, mediaType: mediaTypes.ociManifest, digest: digestOf(changed), bytes: changed };
  await uploadManifest(client, { ...upload, what: "result", signal });
}

describe("results of tasks in a registry", () => {
  test("serve another machine, which runs nothing, shows what was written, and keeps them", async () => {
    await using registry = await startRegistry({ writable: true, images: "none" });
    await using first = await machine(registry);
    await using second = await machine(registry, { canWrite: false });
    assert.deepEqual(await first.run(first.task("build")), ["build done"]);
    assert.deepEqual(await second.run(second.task("build")), ["build cached"]);
    assert.equal(await readFile(join(second.root, "out-build"), "utf8"), "made by build");
    assert.deepEqual([second.ran, second.shown], [[], ["build says ***"]]);
    // Read only: what it makes itself stays here.
    assert.deepEqual(await second.run(second.task("other")), ["other done"]);
    assert.deepEqual(await first.run(first.task("other")), ["other done"]);
    await registry.daemon.end();
    assert.deepEqual(await second.run(second.task("build")), ["build cached"]);
    assert.deepEqual([first.warnings, second.warnings], [[], []]);
  });

  test("are refused where they are not what their key promises", async () => {
    await using registry = await startRegistry({ writable: true, images: "none" });
    await using first = await machine(registry);
    await first.run(first.task("build"));
    for (const [change, reason] of [
      [(result: object) => ({ ...result, key: "0".repeat(64) }), /not one of this task's/],
      [
        (result: object) => ({ ...result, files: [{ path: "../a", digest: "0".repeat(64), mode: 420, sizeBytes: 1 }] }),
        /not one of this task's/,
      ],
      [
        (result: object) => ({ ...result, files: [{ path: "a", digest: "0".repeat(64), link: "/etc" }] }),
        /leads elsewhere/,
      ],
      [(result: object) => ({ ...result, files: [], log: { digest: "0".repeat(64), sizeBytes: 3 } }), /not those/],
    ] as const) {
      await using other = await machine(registry, { canWrite: false });
      await using again = await machine(registry);
      await spoil(registry, change);
      assert.deepEqual(await other.run(other.task("build")), ["build done"]);
      assert.equal(other.warnings.length, 1);
      assert.match(other.warnings[0] ?? "", reason);
      // What it makes itself takes the place of it.
      await again.run(again.task("build"));
    }
  });

  test("fail no run where the registry dies in the middle of it, and it is told once", async () => {
    await using registry = await startRegistry({ writable: true, images: "none" });
    await using made = await machine(registry);
    const tasks = [
      made.task("a"),
      made.task("b", async () => await registry.daemon.end()),
      ...["c", "d", "e"].map((name) => made.task(name)),
    ];
    assert.deepEqual(await made.run(...tasks), ["a done", "b done", "c done", "d done", "e done"]);
    assert.equal(made.warnings.length, 1);
  });

  test("are found, explained and planned by a recipe that $NERDSH_CACHE names the registry for", async () => {
    await useBundle();
    await using registry = await startRegistry({ writable: true, images: "none" });
    const name = `${registry.host}/${repository}`;
    const store = `registry://${name}`;
    const recipe = `
      import { copyFileSync } from "node:fs";
      task("copy", { inputs: ["in"], outputs: ["out"] }, () => { console.log("copying"); copyFileSync("in", "out"); });
      task("after", { deps: ["copy"], inputs: ["out"] }, () => {});`;
    await using first = await checkout(registry, recipe);
    await using second = await checkout(registry, recipe);
    assert.deepEqual(await first.outcomes(["after"], store), ["copy done", "after done"]);
    // Nobody has run it here: what is known of it, and of the file that it would give back, comes from the registry.
    const known = ["copy", "after"].map((task) => `${task.padEnd(6)} cached: ${name} has what it made`);
    assert.deepEqual(await second.nerdsh(["--dry-run", "after"], store), known);
    assert.deepEqual(await second.nerdsh(["--why", "copy", "after"], store), [
      `copy  cached: ${name} has what it made`,
    ]);
    assert.deepEqual(await second.outcomes(["after"], `local,${store}?mode=ro`), ["copy cached", "after cached"]);
    assert.equal(await readFile(join(second.root, "out"), "utf8"), "input");
    await writeFile(join(second.root, "in"), "changed");
    const changed = ["copy  would run: files have changed: in"];
    assert.deepEqual(await second.nerdsh(["--why", "copy", "after"], store), changed);
    // What the flag names counts, and not the variable.
    assert.deepEqual(await second.nerdsh(["--cache", "local", "--why", "copy", "after"], "nonsense"), changed);
  });
});
