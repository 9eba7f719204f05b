import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createSecret } from "../../../src/api/secret.ts";
import { openApi } from "../../support/api.ts";
import { useBundle } from "../../support/command-line.ts";
import type { Census } from "../../support/leftovers.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const token = "t0ken-'of' the/scenario+";
const key = "-----BEGIN KEY-----\nMIIBscenarioSecretLine1\nAB+/scenarioSecretLine2\n-----END KEY-----";

const recipe = `
const token = secret("TOKEN");
const key = secret({ file: "deploy.key" });
task("leak", { env: { TOKEN: token }, outputs: ["made"] }, async () => {
  await $\`echo out "$TOKEN"; echo err "$TOKEN" >&2; printf %s "$TOKEN" | base64; echo fine > made\`;
  await $\`echo word \${token}; exit 0\`.verbose();
  const text = await token.value();
  console.log("url", encodeURIComponent(text), JSON.stringify({ text }), token);
  process.stdout.write("cut " + text.slice(0, 9));
  process.stdout.write(text.slice(9) + " end\\n");
  console.error(await key.value());
  const files = { token, key: { secret: key, mode: 0o440, uid: 7, gid: 8 } };
  const script = 'echo "in $TOKEN"; cat /run/secrets/*; echo; stat -c "%n %a %u:%g" /run/secrets/*; grep -c " /run/secrets/.* ramfs " /proc/mounts';
  console.log(await run("busybox", ["sh", "-c", script], { env: { TOKEN: token }, secrets: files }).text());
  const equals = '[ "$(cat /run/secrets/token)" = "$1" ] && [ "$1" = "$TOKEN" ] && echo the same';
  await $.in("busybox", { env: { TOKEN: token }, secrets: files, user: "0" })\`sh -c \${equals} sh \${token}\`;
});
task("expose", { outputs: ["exposed"] }, async () => {
  await $\`printf %s \${token} | base64 > exposed\`;
});
task("fail", { deps: ["leak"] }, async () => {
  throw new Error(\`with \${await token.value()}\`, { cause: new TypeError(await key.value()) });
});
`;

/** Texts that give a secret away, whatever they stand in. */
const telling = [token, "'of'", ...key.split("\n"), Buffer.from(token).toString("base64").slice(0, 20)];

/** Files below it, but for the engine's own, which have the variables of containers, and mounts that come and go. */
async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const paths = entries.map(async (entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === "containerd" ? [] : await filesOf(path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(paths)).flat();
}

/** Those that give a secret away. */
async function exposing(directory: string): Promise<string[]> {
  const files = await filesOf(directory);
  assert.ok(files.length > 2);
  const found = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0)); // Gone since.
      return telling.some((text) => bytes.includes(text)) ? [file] : [];
    }),
  );
  return found.flat();
}

describe("a secret of a recipe", { concurrency: true }, () => {
  let atFirst: Census;
  before(async () => {
    await useBundle();
    await using world = await testWorld();
    assert.equal((await world.nerdsh(["run", "--rm", "busybox", "true"])).exitCode, 0);
    atFirst = await world.census();
  });

  test("is in nothing that is printed, reported or kept", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    const cwd = directory.path;
    await writeFile(join(cwd, "ci.nerd.ts"), recipe);
    await writeFile(join(cwd, "deploy.key"), `${key}\n`);
    const words = ["plain", "json=run.json", "html=run.html", "junit=run.xml"].flatMap((name) => ["--reporter", name]);
    const run = (...tasks: string[]) =>
      world.nerdsh(["./ci.nerd.ts", ...tasks, ...words], { cwd, env: { TOKEN: token } });

    const first = await run("fail", "expose");
    const lines = first.stdout.split("\n").filter((line) => line.startsWith("leak | "));
    for (const line of [
      ...["out ***", "err ***", "word ***", "***", "cut *** end", 'url *** {"text":"***"} ***', "in ***", "the same"],
      ...["/run/secrets/key 440 7:8", "/run/secrets/token 400 0:0", "2"],
    ])
      assert.ok(lines.includes(`leak | ${line}`), `${line}\n${first.stdout}${first.stderr}`);
    assert.match(first.stderr, /^failed: fail\nError: with \*\*\*\n/m);
    assert.match(first.stderr, /^caused by TypeError: \*\*\*\n/m);
    assert.match(first.stdout, /^expose \| warning: not kept in the cache, as a secret is in what it made: exposed$/m);

    const again = await run("leak", "expose");
    assert.match(again.stdout, /^leak: cached/m);
    for (const line of ["out ***", "err ***", "cut *** end"]) // Of the log that was kept.
      assert.ok(again.stdout.split("\n").includes(`leak | ${line}`), again.stdout);
    assert.match(again.stdout, /^expose: done/m);
    for (const text of [first.stdout, first.stderr, again.stdout, again.stderr])
      for (const secret of telling) assert.ok(!text.includes(secret), text);
    assert.deepEqual(await exposing(cwd), [join(cwd, "deploy.key"), join(cwd, "exposed")].toSorted());
    assert.deepEqual(await exposing(world.root), []);

    const other = await world.nerdsh(["./ci.nerd.ts", "leak"], { cwd, env: { TOKEN: `${token}2` } });
    assert.match(other.stdout, /^leak: done/m, "another secret, another key");
  });

  test("in a container's environment is shown to nobody who does not ask, and in no image of it", async () => {
    const held = "held-'by' a/container+"; // Another one: nothing of the recipe's is to be found while this is held.
    await using world = await testWorld();
    using nerdsh = await openApi(world);
    const secret = createSecret({ environment: () => ({ TOKEN: held }), cwd: () => "/" })("TOKEN");
    const env = { TOKEN: secret, PLAIN: "plain" };
    await using box = await nerdsh.run("busybox", ["sleep", "1000000"], { env, secrets: { token: secret } });
    assert.equal(
      await box.exec(["sh", "-c", 'cat /run/secrets/token; printf %s "$TOKEN$MORE"'], { env: { MORE: secret } }).text(),
      held.repeat(3),
    );
    assert.equal(await box.exec`echo ${secret}`.text(), held);

    const secrets = { token: secret, other: { secret, target: "/etc/app/token", uid: 1000 } };
    const script = "cat /etc/app/token /run/secrets/token; echo x > /etc/app/token";
    const readOnly = nerdsh.run("busybox", ["sh", "-c", script], { readOnly: true, secrets });
    assert.equal(await readOnly.text().nothrow(), held.repeat(2));

    for (const mode of ["dockercompat", "native"]) {
      const shown = await world.nerdsh(["inspect", "--mode", mode, box.name]);
      assert.match(shown.stdout, /"TOKEN=\*\*\*"/, shown.stderr);
      assert.match(shown.stdout, /"PLAIN=plain"/);
      assert.ok(!shown.stdout.includes(held));
      const asked = await world.nerdsh(["inspect", "--mode", mode, "--show-secrets", box.name]);
      assert.ok(asked.stdout.includes(`TOKEN=${held}`), asked.stdout);
    }
    assert.match(JSON.stringify(await box.inspect()), /"TOKEN=\*\*\*"/);
    await box.commit("with-secrets");
    const image = await world.nerdsh(["inspect", "--type", "image", "with-secrets"]);
    assert.match(image.stdout, /"PLAIN=plain"/);
    assert.doesNotMatch(image.stdout, /TOKEN/);
    await world.nerdsh(["rmi", "--force", "with-secrets"]);

    const mounted = async () =>
      (await readFile("/proc/mounts", "utf8")).split("\n").filter((line) => line.includes(`${box.id}/secrets`));
    assert.equal((await mounted()).length, 1);
    await box.kill();
    await box.wait();
    await (await box.start()).exec(["cat", "/run/secrets/token"]).text();
    await box.remove();
    assert.deepEqual(await mounted(), []);
  });

  test("that is not there fails before anything is made of it", async () => {
    await using world = await testWorld();
    using nerdsh = await openApi(world);
    const secret = createSecret({ environment: () => ({}), cwd: () => "/" })("ABSENT");
    await assert.rejects(async () => await nerdsh.run("busybox", { name: "absent", env: { ABSENT: secret } }), {
      code: "SECRET_UNAVAILABLE",
    });
    const outside = { "../token": createSecret({ environment: () => ({}), cwd: () => "/" })({ value: "some-value" }) };
    await assert.rejects(async () => await nerdsh.run("busybox", { name: "absent", secrets: outside }), {
      code: "INVALID_VALUE",
    });
    assert.equal((await world.nerdsh(["ps", "-aq", "--filter", "name=absent"])).stdout, "");
  });

  after(async () => {
    await using world = await testWorld();
    await world.untilAsAt(atFirst);
  });
});
