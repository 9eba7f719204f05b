import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { nerdshCommand } from "../support/nerdsh.ts";
import { runProgram } from "../support/program.ts";
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
    const bin = join(directory, "bin");
    await mkdir(bin);
    const [program, ...args] = nerdshCommand();
    await writeFile(join(bin, "nerdsh"), `#!/bin/sh\nexec ${[program, ...args].join(" ")} "$@"\n`);
    await chmod(join(bin, "nerdsh"), 0o755);
    const outputs: string[] = [];
    for (const line of lines) {
      assert.match(line, /^\$ /);
      const env = { ...world.env, PATH: `${bin}:${process.env["PATH"]}` };
      const { exitCode, stdout, stderr } = await runProgram("sh", ["-c", line.slice(2)], { env });
      assert.deepEqual({ line, exitCode, stderr: exitCode === 0 ? "" : stderr }, { line, exitCode: 0, stderr: "" });
      outputs.push(stdout.trim());
    }
    assert.match(outputs.join("\n"), /^[0-9a-f]{64}\nweb: Up .*\nweb\nHELLO$/s);
  });
});
