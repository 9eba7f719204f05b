import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { root } from "../../../scripts/bundle.ts";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { programOutput, runProgram } from "../../support/program.ts";
import { openPrompt } from "../../support/prompt.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

for (const runtime of runtimes) {
  describe(`the prompt on ${runtime}`, () => {
    test("runs TypeScript, imports, promises and commands, and keeps results", async () => {
      await using home = await temporaryDirectory();
      await writeFile(join(home.path, "double.ts"), "export const double = (n: number): number => 2 * n;");
      await using terminal = await openPrompt(home.path, { runtime });
      await terminal.enter("const n: number = 20; n + 1");
      await terminal.until(/^21\n2›/m);
      await terminal.enter('import { double } from "./double.ts"; double(n)');
      await terminal.until(/^40\n3›/m);
      await terminal.enter("const n = await Promise.resolve(_ + out[1]); n");
      await terminal.until(/^61\n4›/m);
      await terminal.enter("enum Colour { Red, Green } Colour.Green");
      await terminal.until(/^1\n5›/m);
      await terminal.enter('[{ id: "a", replicas: 2 }, { id: "b", replicas: 10 }]');
      await terminal.until(/^ID +REPLICAS\na +2\nb +10\n6›/m);
      await terminal.enter("ps -a --filter 'name=the web'");
      await terminal.until(/^command: \["ps","-a","--filter","name=the web"\]\n7›/m);
      await terminal.enter('await run("ngnix")');
      await terminal.until(/^error: no such image: ngnix\n {2}hint: did you mean nginx\?\n8›/m);
      await terminal.enter("const web = run");
      await terminal.until(/^8› const web = run\n9›/m);
      await terminal.enter("({ web }).web === run && (await import('nerdsh')).run === run");
      await terminal.until(/^true\n10›/m);
      await terminal.enter("!exit 3");
      await terminal.until(/^\[3\] 11›/m);
      await terminal.enter("ps");
      await terminal.until(/^command: \["ps"\]\n12›/m);
    });

    test("answers an editor in JSON, a request a line", async () => {
      await using home = await temporaryDirectory();
      const requests = [
        { id: 1, code: "const a: number = 20; a + 1" },
        { id: 2, code: 'console.log("hi"); _ * 2' },
        { id: 3, code: 'throw new NerdError("NOT_FOUND", "no x")' },
      ];
      const [file, ...args] = await nerdshOn(runtime, ["shell", "--json"]);
      const { stdout, stderr, exitCode } = await runProgram(file, args, {
        cwd: root,
        env: nerdshEnvironment({ NERDSH_ROOT: home.path, XDG_CONFIG_HOME: home.path }),
        input: requests.map((request) => `${JSON.stringify(request)}\n`).join(""),
      });
      const events = stdout.trimEnd().split("\n");
      const told = events.map((line) => JSON.parse(line)).filter(({ type }) => type !== "ready");
      assert.deepEqual(
        told.map(({ id, type, value, text, code }) => [id, type, code ?? value ?? text]),
        [
          [1, "result", 21],
          [1, "done", undefined],
          [2, "output", "hi\n"],
          [2, "result", 42],
          [2, "done", undefined],
          [3, "error", "NOT_FOUND"],
          [3, "done", undefined],
        ],
        stderr,
      );
      assert.equal(exitCode, 0);
    });

    test("edits: completion, a paste, the history, wide characters, another width, tables in it, documentation, an editor, and files", async () => {
      await using home = await temporaryDirectory();
      const editor = join(home.path, "editor");
      await writeFile(editor, '#!/bin/sh\nsed -i "s/2/20/" "$1"; echo "b + 1" >> "$1"\n', { mode: 0o755 });
      const env = { ...process.env, VISUAL: editor };
      await using terminal = await openPrompt(home.path, { runtime, columns: 40, env });
      await terminal.type('run("ng');
      await terminal.until(/^1› run\("ng\n nginx {2}nginx:1\.27$/m);
      await terminal.press("C-u");
      await terminal.paste("const a = 1;\nconst b = 2;\na + b");
      await terminal.until(/^1› const a = 1;\n {3}const b = 2;\n {3}a \+ b$/m);
      await terminal.press("Enter");
      await terminal.until(/^3\n2›/m);
      await terminal.enter("?run");
      await terminal.until(/^run\(image, options\?\)\nStarts a container\.\n3›/m);
      await terminal.enter('[{ name: "一二三四五六七八九十", image: "a".repeat(60) }]');
      await terminal.until(/^NAME +IMAGE\n一[一-龥]+(…| ) +a+…\n4›/m);
      await terminal.press("C-r");
      await terminal.type("cosb");
      await terminal.until(/^\(search\) cosb: const a = 1;/m);
      await terminal.press("C-g");
      await terminal.type('"一二三四五六七八九十一二三四五六七八九十"');
      await terminal.until(/^4› "一二三四五六七八九十一二三四五六七八\n {3}九十"$/m);
      await terminal.resize(80, 30);
      await terminal.press("C-l");
      await terminal.until(/^4› "一二三四五六七八九十一二三四五六七八九十"$/m);
      await terminal.press("Enter");
      await terminal.until(/^'一二三四五六七八九十一二三四五六七八九十'\n5›/m);
      await terminal.enter(".save made.nerd.ts");
      await terminal.until(/^saved 3 lines: .*made\.nerd\.ts\n6›/m);
      await writeFile(join(home.path, "more.ts"), "#!/usr/bin/env nerdsh\nconst more: number = b + 5;\nmore\n");
      await terminal.enter(".load more.ts");
      await terminal.until(/^7\n7›/m);
      await terminal.enter("const b = 2");
      await terminal.until(/^8›/m);
      await terminal.enter(".edit");
      await terminal.until(/^const b = 20\nb \+ 1\n21\n9›/m);
      assert.match(
        await readFile(join(home.path, "made.nerd.ts"), "utf8"),
        /^#!.*\nconst a = 1;\nconst b = 2;\na \+ b\n\[\{.*\n"一/,
      );
    });

    test("disposes of what a block holds at the block's end, and of what a line holds, with its type, at the prompt's", async () => {
      await using home = await temporaryDirectory();
      await using terminal = await openPrompt(home.path, { runtime });
      await terminal.enter("await using held: object = new Held() as object; 1");
      await terminal.until(/^1\n2›/m);
      await terminal.enter("{ await using inner = new Held(); console.log(inner === held) }");
      await terminal.until(/^false\nremoved what was held\n3›/m);
      await terminal.press("C-d");
      assert.equal(await terminal.exitCode(), 0);
      assert.match(await terminal.screen(), /^3›\nremoved what was held$/m);
    });

    test("cancels only what runs on Ctrl-C, and leaves on Ctrl-D with what it owned, which Ctrl-C does not hurry", async () => {
      await using home = await temporaryDirectory();
      await using terminal = await openPrompt(home.path, { runtime });
      await terminal.enter("await using held = new Held()");
      await terminal.until(/^2›/m);
      await terminal.enter('await using slow: Slow = new Slow("go")');
      await terminal.until(/^3›/m);
      await terminal.enter('await pull("nginx")');
      await terminal.until(/^pulling nginx$/m);
      await terminal.press("C-c");
      await terminal.until(/^error: the pull was cancelled: nginx\n4›/m);
      await terminal.enter("const n: number = 20; n + 1"); // Ctrl-C has ended what takes types away, too.
      await terminal.until(/^21\n5›/m);
      await terminal.press("C-d");
      await terminal.until(/^waiting for go$/m);
      await terminal.press("C-c");
      await terminal.until(/^\^C\ncleaning up; Ctrl-C again leaves at once$/m);
      await writeFile(join(home.path, "go"), "");
      assert.equal(await terminal.exitCode(), 0);
      assert.match(await terminal.screen(), /^removed what was held$/m);
      const history = await readFile(join(home.path, "nerdsh", "history"), "utf8");
      const [first, ...later] = history.trimEnd().split("\n");
      assert.deepEqual([JSON.parse(first!), later.length], ["await using held = new Held()", 3]);
    });

    test("never begins a line that was cancelled right behind Enter, and ends by the signal on Ctrl-C twice while it cleans up", async () => {
      await using home = await temporaryDirectory();
      await using terminal = await openPrompt(home.path, { runtime });
      await terminal.enter('await using slow = new Slow("never")');
      await terminal.until(/^2›/m);
      await terminal.enter("sayWhenCooked()");
      await terminal.until(/^3›/m);
      const history = join(home.path, "nerdsh", "history");
      await rm(history);
      await programOutput("mkfifo", [history]); // A line begins when it is in the history: when somebody has read it there.
      const begin = async () =>
        assert.match(await programOutput("cat", [history], { timeoutMs: 60_000 }), /^"await pull/);
      await terminal.type('await pull("nginx")');
      await terminal.press("Enter", "C-c"); // In one read, so both are keys.
      await begin();
      await terminal.until(/^3› await pull\("nginx"\)\nerror: cancelled before it began\n4›/m);
      await terminal.type('await pull("redis")');
      await writeFile(join(home.path, "listen"), "");
      await terminal.press("Enter");
      await terminal.until(/^the terminal is cooked$/m);
      await terminal.press("C-c"); // Which is a signal here.
      await terminal.until(/^\^C$/m);
      await begin();
      await terminal.until(/^\^C\nerror: cancelled before it began\n5›/m);
      await terminal.press("C-d");
      await terminal.until(/^waiting for never$/m);
      await terminal.press("C-c");
      await terminal.until(/^cleaning up; Ctrl-C again leaves at once$/m);
      await terminal.press("C-c");
      assert.equal(await terminal.exitCode(), 130);
    });
  });
}
