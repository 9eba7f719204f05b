import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { before, describe, test } from "node:test";
import { useBundle } from "../../support/command-line.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const recipe = (word: string) => `
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const names = () => readdirSync("src", { recursive: true }).sort().join();
task("build", { inputs: ["src/**"], outputs: ["out/**"] }, () => {
  mkdirSync("out", { recursive: true });
  writeFileSync("out/names", names());
  console.log("${word}:", names());
});
task("check", { deps: ["build"], inputs: ["out/**"] }, () => console.log("checked"));
task("other", { inputs: ["other"] }, () => console.log("other ran"));
task("long", { inputs: ["long"] }, async ({ signal }) => {
  console.log("long began");
  await setTimeout(600_000, undefined, { signal });
});
task("server", { persistent: true, inputs: ["config"] }, async ({ signal }) => {
  console.log("serving");
  await setTimeout(600_000, undefined, { signal });
});
`;

/** A run with `--watch`, whose lines are waited for one behind the other. */
async function watching(...tasks: string[]) {
  const directory = await temporaryDirectory();
  const at = (path: string) => join(directory.path, path);
  await mkdir(at("src"));
  for (const name of ["src/a", "other", "long", "config"]) await writeFile(at(name), "1");
  await writeFile(at("ci.nerd.ts"), recipe("built"));
  const [file, ...words] = nerdshCommand();
  const env = nerdshEnvironment({ NERDSH_ROOT: at("nerdsh"), NERDCTL_TOML: "/does/not/exist.toml" });
  const child = spawn(file, [...words, "./ci.nerd.ts", ...tasks, "--watch", "--reporter", "plain"], {
    ...{ env, cwd: directory.path },
  });
  const closed = once(child, "close");
  const seen: string[] = [];
  let wake = () => {};
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      seen.push(line.replace(/ +\|/, " |"));
      wake();
    });
  let from = 0;
  return {
    at,
    child,
    closed,
    /** As editors save, at one stroke: the file takes the place of the old one. */
    async save(path: string, text: string): Promise<void> {
      await writeFile(at("saved"), text);
      await rename(at("saved"), at(path));
    },
    /** Passes over all lines up to these, in whatever order they come; gives them. */
    async until(...wanted: string[]): Promise<string[]> {
      while (true) {
        const found = wanted.map((text) => seen.findIndex((line, index) => index >= from && line.includes(text)));
        if (!found.includes(-1)) {
          const end = Math.max(...found) + 1;
          const passed = seen.slice(from, end);
          from = end;
          return passed;
        }
        if (child.exitCode !== null) throw new Error(`it has ended without "${wanted}":\n${seen.join("\n")}`);
        await Promise.race([
          closed,
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
        ]);
      }
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill("SIGINT");
      await closed;
      await directory[Symbol.asyncDispose]();
    },
  };
}

const limit = { timeout: 300_000 };

describe("tasks that are watched", { concurrency: true }, () => {
  before(useBundle);

  test("run again where their inputs have changed, and what needs them; nothing else does", limit, async () => {
    await using run = await watching("check", "other");
    await run.until("built: a");
    await run.until("3 tasks: 3 done");
    await run.save("src/a", "2");
    const saved = await run.until("2 tasks:");
    assert.deepEqual(
      saved.filter((line) => line.includes("|")),
      ["build | built: a", "check | checked"],
    );
    await mkdir(run.at("src/new/deep"), { recursive: true });
    await writeFile(run.at("src/new/deep/file"), "1");
    await run.until("built: a,new,new/deep,new/deep/file");
    await run.until("2 tasks:");
    await rm(run.at("src/new"), { recursive: true });
    await writeFile(run.at("src/b"), "1");
    await run.until("built: a,b");
    await run.until("2 tasks:");
    run.child.kill("SIGINT");
    assert.deepEqual(await run.closed, [0, null]);
  });

  test("are stopped alone where they run, and start once more, servers too", limit, async () => {
    await using run = await watching("long", "server");
    await run.until("long began", "serving");
    await run.save("long", "2");
    await run.until("long: cancelled: changed: long");
    const restarted = await run.until("long began");
    assert.deepEqual(restarted, ["long | long began"]);
    await run.save("config", "2");
    await run.until("server: cancelled: changed: config");
    assert.deepEqual(await run.until("serving"), ["server | serving"]);
  });

  test("are those of the recipe as it is now; one that is broken says so, and is waited for", limit, async () => {
    await using run = await watching("build");
    await run.until("1 task: 1 done");
    await run.save("ci.nerd.ts", recipe("made"));
    await run.until("made: a");
    await run.until("1 task: 1 done");
    await run.save("ci.nerd.ts", "const = 1;");
    await run.until("ci.nerd.ts:1:");
    await run.until("waiting for a change of the recipe");
    await run.save("ci.nerd.ts", recipe("mended"));
    await run.until("mended: a");
    run.child.kill("SIGTERM");
    assert.deepEqual(await run.closed, [0, null]);
  });
});
