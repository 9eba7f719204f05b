import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openPrompt } from "../../support/prompt.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the prompt", { concurrency: true }, () => {
  test("saves the lines that worked as a recipe, and loads a file", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("const port: number = 8080");
    await terminal.enter("nonsense");
    await terminal.enter("console.log(port)");
    await terminal.until(/^8080\n4›/m);
    await terminal.enter(".save web.nerd.ts");
    await terminal.until(/^saved 2 lines: .*web\.nerd\.ts\n5›/m);
    const saved = await readFile(join(home.path, "web.nerd.ts"), "utf8");
    assert.equal(saved, "#!/usr/bin/env nerdsh\nconst port: number = 8080\nconsole.log(port)\n");
    await writeFile(join(home.path, "more.ts"), "#!/usr/bin/env nerdsh\nconst more = port + 1;\nmore\n");
    await terminal.enter(".load more.ts");
    await terminal.until(/^8081\n6›/m);
  });

  test("gives the terminal back as it was where a program that changed it was killed", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("!stty -echo -icanon; echo changed; exec tail -f /dev/null");
    await terminal.until(/^changed$/m);
    await terminal.press("C-c");
    await terminal.until(/^2›/m);
    const modes = "!stty -a | tr ' ;' '\\n\\n' | grep -x -e '-*icanon' -e '-*echo'";
    await terminal.enter(modes);
    await terminal.until(/^icanon\necho\n3›/m);
    await terminal.enter("!stty -echo");
    await terminal.until(/^4›/m);
    await terminal.enter(modes);
    await terminal.until(/^icanon\n-echo\n5›/m);
  });

  test("documents names", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("?run");
    await terminal.until(/^run\(image, options\?\)\nStarts a container\.\n2›/m);
    await terminal.enter("const f = (a, b) => a");
    await terminal.enter("?f");
    await terminal.until(/^f\(a, b\)\n4›/m);
    await terminal.enter("?nowhere");
    await terminal.until(/^nothing is called nowhere\n5›/m);
  });

  test("lets a declared name win over the command that is called so", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("images");
    await terminal.until(/^command: \["images"\]\n2›/m);
    await terminal.enter("const images = 3");
    await terminal.enter("images");
    await terminal.until(/^3\n4›/m);
  });

  test("shows an error that nobody awaited above the line being typed, and goes on", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("const later = setTimeout(() => { throw new TypeError('too late') }, 300)");
    await terminal.type("half a li");
    await terminal.until(/^TypeError: too late\n2› half a li$/m);
    await terminal.type("ne");
    await terminal.until(/^2› half a line$/m);
  });

  test("writes what goes on in the background above the line being typed, also a line that comes in parts", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path, { columns: 40 });
    await terminal.enter('process.stdout.write("no break")');
    await terminal.until(/^no break\ntrue\n2› *$/m);
    await terminal.paste(`
      import { existsSync } from "node:fs";
      const out = (text: string) => () => process.stdout.write(text);
      const acts = [out("one "), out("自 two, which goes on over the edge"), out(" three\\n"), () => console.log("log"),
        () => console.error("error"), out("10%\\r"), out("20%\\r"), out("done\\n"), out("open")];
      let done = 0;
      setInterval(() => { if (existsSync(\`act\${done}\`)) acts[done++]?.(); }, 20).unref().hasRef();`);
    await terminal.press("Enter");
    await terminal.until(/^false\n3› *$/m);
    await terminal.press("C-l");
    await terminal.type("`a line that is too long for the terminal`");
    await terminal.press("Left");
    const typed = "3› `a line that is too long for the term\n   inal`";
    const shown = [
      "one",
      "one 自 two, which goes on over the edge",
      "one 自 two, which goes on over the edge\nthree",
      "log",
      "error",
      "10%",
      "20%",
      "done",
      "open",
    ];
    const above: string[] = [];
    for (const [index, text] of shown.entries()) {
      if (!["one 自", "20%", "done"].some((start) => text.startsWith(start))) above.push(text);
      else above[above.length - 1] = text;
      await writeFile(join(home.path, `act${index}`), "");
      await terminal.shows(`${above.join("\n")}\n${typed}`);
    }
    await terminal.type("!");
    await terminal.until(/inal!`$/);
    await terminal.press("Enter");
    await terminal.until(/^open\n3› .*\n {3}inal!`\n'a line .*\nl!'\n4› *$/m);
  });

  test("suggests the command of its own that was meant", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter(".hepl");
    await terminal.until(/^error: unknown command: \.hepl\n {2}hint: did you mean \.help\?\n2›/m);
  });

  test("runs what was written in an editor, and shows the history", async () => {
    await using home = await temporaryDirectory();
    const editor = join(home.path, "editor");
    await writeFile(editor, '#!/bin/sh\nsed -i "s/1/20/" "$1"; echo "n + 1" >> "$1"\n', { mode: 0o755 });
    await using terminal = await openPrompt(home.path, { env: { ...process.env, VISUAL: editor } });
    await terminal.enter("const n = 1");
    await terminal.until(/^2›/m);
    await terminal.enter(".edit");
    await terminal.until(/^const n = 20\nn \+ 1\n21\n3›/m);
    await terminal.enter(".history 2");
    await terminal.until(/^const n = 20\nn \+ 1\n\.history 2\n4›/m);
    await terminal.enter(".clear");
    await terminal.until(/^5›$/);
  });

  test("runs programs of the host, pipes behind commands, and changes its directory", async () => {
    await using home = await temporaryDirectory();
    await mkdir(join(home.path, "inner"));
    await writeFile(join(home.path, "inner", "value.ts"), "export const value: number = 7;");
    await using terminal = await openPrompt(home.path);
    await terminal.enter("!echo $((6 * 7)) | tr 4 5");
    await terminal.until(/^52\n2›/m);
    await terminal.enter("ps -a | cat");
    await terminal.until(/^piped: ps -a\n3›/m);
    await terminal.type("cd in");
    await terminal.press("Tab", "Enter");
    await terminal.until(/^3› cd inner\/\n4›/m);
    await terminal.enter('import { value } from "./value.ts"; value');
    await terminal.until(/^7\n5›/m);
    await terminal.enter("cd nowhere");
    await terminal.until(/^error: no such directory: .*nowhere\n6›/m);
  });

  test("shows a stream item by item until Ctrl-C, and tells how to leave on Ctrl-C at an empty line", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("(async function* () { yield 'one'; yield { text: 'two' }; await new Promise(() => {}) })()");
    await terminal.until(/^one\ntwo$/m);
    await terminal.press("C-c");
    await terminal.until(/^two\n\^C\n2›/m);
    await terminal.press("C-c");
    await terminal.until(/^2›\nCtrl-D leaves, and so does exit\n3›/m);
  });

  test("leaves by the word that every shell has, and says how a program of the host is run", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("uname -s");
    await terminal.until(/^error: uname is a program of this host\n {2}hint: !uname -s runs it\n2›/m);
    await terminal.enter("exit");
    assert.equal(await terminal.exitCode(), 0);
  });

  test("leaves a question that waits on one Ctrl-C, or on Ctrl-D, and takes the next line", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter('await question("Who? ")');
    await terminal.until(/^Who\?$/m);
    await terminal.type("me");
    await terminal.press("C-c");
    await terminal.until(/^error: nobody has answered: Who\?\n2›/m);
    await terminal.enter('await question("And? ", { choices: ["one", "two"] })');
    await terminal.until(/^And\?$/m);
    await terminal.press("C-d");
    await terminal.until(/^error: nobody has answered: And\?\n3›/m);
    await terminal.enter('(await question("Last? ")) + "!"');
    await terminal.until(/^Last\?$/m);
    await terminal.enter("yes");
    await terminal.until(/^'yes!'\n4›/m);
  });

  test("cuts what is long, and fits tables into a narrow terminal", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path, { columns: 40 });
    await terminal.enter("Array.from({ length: 300 }, (_, n) => ({ n }))");
    await terminal.until(/^… 101 more lines; out\[1\] has all of them\n2›/m);
    await terminal.enter("out[1].length");
    await terminal.until(/^300\n3›/m);
    await terminal.enter('[{ name: "一二三四五六七八九十", image: "a".repeat(60) }]');
    const screen = await terminal.until(/^NAME .*\n.*…$/m);
    assert.ok(screen.split("\n").every((line) => line.length <= 40));
  });

  test("takes a paste of a hundred lines, and types on while output is drawn and the terminal changes", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    const lines = Array.from({ length: 100 }, (_, n) => `const line${n} = ${n};`);
    await terminal.paste(`${lines.join("\n")}\nline99 + 1`);
    await terminal.press("Enter");
    await terminal.until(/^100\n2›/m);
    await terminal.enter("let ticks = 0; const timer = setInterval(() => { console.log(`tick ${++ticks}`) }, 200)");
    await terminal.until(/^tick \d+$/m);
    await terminal.resize(60, 30);
    await terminal.enter("clearInterval(timer); 'still 👩‍👩‍👧 here'");
    await terminal.until(/^'still .* here'\n4›/m);
  });
});
