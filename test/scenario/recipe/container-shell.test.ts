import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const recipe = `
task("shell", async () => {
  await $.in("busybox")\`echo in an image; echo to stderr >&2\`;
  await using sh = await $.in("busybox").open();
  await sh\`echo in a container\`;
  await sh\`echo unheard\`.quiet();
  await sh\`echo to stdout\`.pipe(process.stdout);
  await sh\`echo through\`.pipe($\`sed s/^/piped/\`);
});
task("image", async () => void (await $.in("busybox")\`echo started; exec sleep 600\`));
task("kept", async () => {
  await using sh = await $.in("busybox").open();
  await sh\`echo started; exec sleep 600\`;
});
`;

async function recipeFile() {
  const directory = await temporaryDirectory();
  await writeFile(join(directory.path, "ci.nerd.ts"), recipe);
  return { cwd: directory.path, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

describe("commands of $.in in tasks", () => {
  test("write the task's lines", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const { stdout, stderr, exitCode } = await world.nerdsh(["./ci.nerd.ts", "shell"], { cwd: files.cwd });
    assert.equal(exitCode, 0, stderr);
    const lines = stdout.split("\n").filter((line) => line.startsWith("shell | "));
    const written = ["in an image", "to stderr", "in a container", "to stdout", "pipedthrough"];
    assert.deepEqual(lines.sort(), written.map((line) => `shell | ${line}`).sort());
  });

  test("are stopped with the task, and their containers gone", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const [file, ...words] = nerdshCommand();
    const options = { env: nerdshEnvironment(world.env), cwd: files.cwd };
    const child = spawn(file, [...words, "./ci.nerd.ts", "image", "kept", "-j2"], options);
    const closed = once(child, "close");
    let started = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.endsWith(" | started") && ++started === 2) child.kill("SIGINT");
    }
    assert.deepEqual(await closed, [130, null]);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });
});

describe("the guide's commands in containers", () => {
  test("do what it says", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    const guide = await readFile(new URL("../../../docs/guide/recipes.md", import.meta.url), "utf8");
    const [, code = ""] = /^## Commands in containers.*?^```ts\n(.*?)^```/ms.exec(guide) ?? [];
    await writeFile(join(directory.path, "my notes"), "");
    await writeFile(join(directory.path, "guide.nerd.ts"), code);
    const { stdout, stderr, exitCode } = await world.nerdsh(["./guide.nerd.ts"], { cwd: directory.path });
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout, "CI is 1\nHELLO; WORLD\n");
    assert.equal(await readFile(join(directory.path, "keys.txt"), "utf8"), "key1\nkey2\nkey3\n");
    assert.ok((await readdir(join(directory.path, "build"))).includes("notes.tgz"));
  });
});

describe("commands of $.in outside of tasks", () => {
  test("print what those of zx print", async () => {
    await using world = await testWorld();
    const seen = async (code: string) => {
      const { stdout, stderr } = await world.nerdsh(["-e", `await run("busybox", ["true"]).text(); ${code}`]);
      return [stdout, stderr];
    };
    const command = 'await $.in("busybox", { workspace: false })`echo out; echo err >&2`';
    assert.deepEqual(await seen(command), ["", "err\n"]);
    assert.deepEqual(await seen(`${command}.quiet()`), ["", ""]);
    assert.deepEqual(await seen(`$.quiet = true; ${command}`), ["", ""]);
    const [stdout, stderr = ""] = await seen(`$.verbose = true; ${command}`);
    assert.equal(stdout, "");
    assert.deepEqual(stderr.split("\n").sort(), ["", "$ echo out; echo err >&2", "err", "out"]);
  });
});
