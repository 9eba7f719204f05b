import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { byPackageAlone, nerdshCommand, nerdshEnvironment } from "../support/nerdsh.ts";
import type { World } from "../support/private-world.ts";
import { type ProgramResult, runProgram } from "../support/program.ts";
import { testWorld } from "../support/world.ts";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, text]) => ({ language, text: text! }));
const directory = await mkdtemp(join(tmpdir(), "nerdsh-readme-"));
after(() => rm(directory, { recursive: true }));

describe("the README's examples do what they say:", () => {
  for (const [i, { text }] of blocks.filter(({ language }) => language === "ts").entries()) {
    test(`the recipe ${text.split("\n")[0]}`, async () => {
      const world = await testWorld();
      const file = join(directory, `${i}.nerd.ts`);
      await writeFile(file, text);
      const { exitCode, stdout, stderr } = await world.nerdsh([file]);
      assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" });
      assert.match(
        stdout,
        i === 0
          ? /Welcome to nginx.*\nalpine 3\.\d+\.\d+, nginx version/
          : /stdout working\nstdout done\n.*exitCode: 0.*\nroot box 0\n/s,
      );
    });
  }

  const lines = blocks
    .filter(({ language }) => language === "console")
    .flatMap(({ text }) => text.trimEnd().split("\n"));
  test("the command lines, one after the other", async () => {
    const world = await testWorld();
    const outputs: string[] = [];
    for (const line of lines) {
      assert.match(line, /^\$ /);
      const { exitCode, stdout, stderr } = await typed(world, line.slice(2));
      assert.deepEqual({ line, exitCode, stderr: exitCode === 0 ? "" : stderr }, { line, exitCode: 0, stderr: "" });
      outputs.push(stdout.trim());
    }
    assert.match(outputs.join("\n"), /^[0-9a-f]{64}\nweb: Up .*\nweb\nHELLO$/s);
  });

  for (const { text } of blocks.filter(({ language }) => language === "session")) {
    test("the first session, line by line, in an empty directory", {
      skip: byPackageAlone("an executable brings neither types nor recipes"),
    }, async () => {
      const world = await testWorld();
      const cwd = join(directory, "session");
      await mkdir(cwd);
      const steps = text.split(/^\$ /m).slice(1);
      assert.ok(steps.length > 4);
      for (const step of steps) {
        const [line = "", ...expected] = step.split("\n");
        const { exitCode, stdout, stderr } = await typed(world, line, cwd);
        assert.equal(exitCode, 0, `${line}\n${stderr}`);
        assert.match(stdout.replace(/ +\|/g, " |"), pattern(expected.join("\n")), line);
      }
    });
  }
});

/** Runs a line as a shell does on a machine that has nerdsh installed. */
async function typed(world: World, line: string, cwd = directory): Promise<ProgramResult> {
  const bin = join(directory, "bin");
  await mkdir(bin, { recursive: true });
  const [program, ...args] = nerdshCommand();
  await writeFile(join(bin, "nerdsh"), `#!/bin/sh\nexec ${[program, ...args].join(" ")} "$@"\n`);
  await chmod(join(bin, "nerdsh"), 0o755);
  const env = nerdshEnvironment({ ...world.env, PATH: `${bin}:${process.env["PATH"]}`, CI: undefined });
  return await runProgram("sh", ["-c", line], { env, cwd });
}

/** Of what a session shows: `…` stands for the rest of a line, and alone in a line for any lines. */
function pattern(shown: string): RegExp {
  const escaped = shown.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^…\n/gm, "(?:.*\\n)*").replaceAll("…", ".*")}$`);
}
