import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { useBundle } from "../../support/command-line.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const recipe = `
const cache = service("redis");
task("fine", async () => {
  await using box = await run("busybox", ["sleep", "600"]);
  await box.$\`true\`;
});
task("bad", { services: { cache }, env: { COLOUR: "green" } }, async () => {
  await using box = await run("busybox", ["sleep", "600"], { name: "helper" });
  await run("busybox", ["true"]).text();
  await $.in("busybox", { env: { LEVEL: "7" }, workdir: "/tmp" })\`echo left > trace; ls /nowhere\`;
});
task("running", async () => {
  await using box = await run("busybox", ["sleep", "600"], { env: { LEVEL: "8" } });
  throw new Error("the host's part failed");
});
task("bare", async () => {
  await using box = await run("scratch-true", { readyTimeout: 0 });
  await box.wait();
  throw new Error("look into it");
});
`;

async function recipeFile() {
  const directory = await temporaryDirectory();
  await mkdir(join(directory.path, "src"));
  await writeFile(join(directory.path, "ci.nerd.ts"), recipe);
  return { cwd: join(directory.path), [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

describe("the containers of a task that fails", () => {
  before(async () => {
    await useBundle();
    await using world = await testWorld();
    assert.equal((await world.nerdsh(["run", "--rm", "busybox", "true"])).exitCode, 0);
  });

  test("stay with --keep, and its services; each is named with the command that enters it, and doctor tells of them", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const words = ["./ci.nerd.ts", "fine", "bad", "--keep", "--reporter", "plain"];
    const { exitCode, stderr } = await world.nerdsh(words, { cwd: files.cwd });
    assert.equal(exitCode, 1, stderr);
    const kept = [...stderr.matchAll(/^kept of bad: (\S+), (.*)\n {2}nerdsh (.*)$/gm)].map(([, ...facts]) => facts);
    assert.deepEqual(
      kept.map(([name = "", how, enter = ""]) => [name.replace(/-.*/, ""), how, enter.replaceAll(name, "NAME")]),
      [
        ["redis", "running", "exec -it NAME sh"],
        ["helper", "running", "exec -it NAME sh"],
        ["busybox", "exited with status 0", "commit NAME failed && nerdsh run -it --rm --entrypoint sh failed"],
        ["busybox", "exited with status 1", "commit NAME failed && nerdsh run -it --rm --entrypoint sh failed"],
      ],
    );
    const names = kept.map(([name = ""]) => name);
    const listed = await world.nerdsh(["ps", "-a", "--filter", "label=nerdsh/kept=bad", "--format", "{{.Names}}"]);
    assert.deepEqual(listed.stdout.trim().split("\n").toSorted(), names.toSorted());
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout.trim().split("\n").length, names.length);
    const doctor = await world.nerdsh(["doctor", "--format", "json"]);
    const { Kept, Leftovers } = JSON.parse(doctor.stdout) as { Kept: { Name: string; Task: string }[]; Leftovers: [] };
    assert.deepEqual([Kept.map(({ Name }) => Name).toSorted(), Leftovers], [names.toSorted(), []]);
    const last = names.at(-1) ?? "";
    assert.equal((await world.nerdsh(["commit", last, "failed"])).exitCode, 0);
    const again = await world.nerdsh(["run", "--rm", "--entrypoint", "cat", "failed", "/tmp/trace"]);
    assert.equal(again.stdout, "left\n", again.stderr);
    assert.match(stderr, new RegExp(`^nerdsh rm -fv ${names.join(" ")} removes them$`, "m"));
    assert.equal((await world.nerdsh(["rm", "-fv", ...names])).exitCode, 0);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("go without it", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const { exitCode, stderr } = await world.nerdsh(["./ci.nerd.ts", "bad"], { cwd: files.cwd });
    assert.deepEqual([exitCode, stderr.includes("kept")], [1, false]);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("are entered with --shell: the one that has exited, with its files, variables and directory, and then they go", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    await using terminal = await world.terminal(["./ci.nerd.ts", "bad", "--shell", "--reporter", "plain"], {
      cwd: files.cwd,
    });
    const screen = await terminal.until(/Ctrl-D or `exit` leaves it[\s\S]*[#$]$/);
    assert.match(screen, /^failed: bad$/m);
    assert.match(screen, /^busybox-\w+ \(busybox:latest\) of bad has exited with status 1; this is a shell/m);
    await terminal.enter("echo $(cat trace) $LEVEL $PWD $(nslookup cache >/dev/null 2>&1; tty)");
    await terminal.until(/^left 7 \/tmp \/dev\/pts\/0$/m);
    await terminal.press("C-d");
    assert.equal(await terminal.exitCode(), 1);
    assert.doesNotMatch(await terminal.screen(), /not found/); // It is there no more once its shell has ended.
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("are entered with --shell while one runs", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    await using terminal = await world.terminal(["./ci.nerd.ts", "running", "--shell"], { cwd: files.cwd });
    await terminal.until(/of running runs; this is a shell in it[\s\S]*[#$]$/);
    await terminal.enter("echo $LEVEL $(cat /proc/1/comm); exit 5");
    await terminal.until(/^8 sleep$/m);
    assert.equal(await terminal.exitCode(), 1);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("cannot be entered where their image has no shell, which is said", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    await using terminal = await world.terminal(["./ci.nerd.ts", "bare", "--shell"], { cwd: files.cwd });
    await terminal.until(/error: no shell in the image of scratch-true-\w+: scratch-true:latest\n[\s\S]*--keep/);
    assert.equal(await terminal.exitCode(), 1);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("are refused by --shell where there is no terminal, before anything runs", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const { exitCode, stdout, stderr } = await world.nerdsh(["./ci.nerd.ts", "bad", "--shell"], { cwd: files.cwd });
    assert.deepEqual([exitCode, stdout], [125, ""], stderr);
    assert.match(stderr, /--shell needs a terminal[\s\S]*use --keep/);
  });
});
