import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openPrompt } from "../../support/prompt.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the line editor", { concurrency: true }, () => {
  test("goes on with another line until the input is whole, and indents it", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("for (const n of [1, 2]) {");
    await terminal.enter("console.log(`line ${n}`)");
    await terminal.until(/^1› for \(const n of \[1, 2\]\) \{\n {5}console\.log\(`line \$\{n\}`\)$/m);
    await terminal.enter("}");
    await terminal.until(/^line 1\nline 2\n2›/m);
  });

  test("takes a paste of several lines as one input", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.paste("const a = 1;\nconst b = 2;\na + b");
    await terminal.until(/^1› const a = 1;\n {3}const b = 2;\n {3}a \+ b$/m);
    await terminal.press("Enter");
    await terminal.until(/^3\n2›/m);
  });

  test("finds older lines by Up and by Ctrl-R, also those of an earlier prompt", async () => {
    await using home = await temporaryDirectory();
    {
      await using first = await openPrompt(home.path);
      await first.enter('"older entry"');
      await first.enter('"newer entry"');
      await first.until(/^3›/m);
      await first.press("C-d");
      assert.equal(await first.exitCode(), 0);
    }
    await using terminal = await openPrompt(home.path);
    await terminal.press("Up", "Up");
    await terminal.until(/^1› "older entry"$/m);
    await terminal.press("Down");
    await terminal.until(/^1› "newer entry"$/m);
    await terminal.press("C-u", "C-r");
    await terminal.type("entr");
    await terminal.until(/^\(search\) entr: "newer entry"$/m);
    await terminal.press("C-r");
    await terminal.until(/^\(search\) entr: "older entry"$/m);
    await terminal.press("Enter");
    await terminal.until(/^'older entry'\n2›/m);
  });

  test("completes names, properties, and what only the front end knows, while one types", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter("const compose = { up: 1, down: 2 }");
    await terminal.until(/^2›/m);
    await terminal.type("compo");
    await terminal.press("Tab");
    await terminal.type(".");
    await terminal.until(/^2› compose\.\n up {2}down$/m);
    await terminal.press("C-u");
    await terminal.type('run("ng');
    await terminal.until(/^2› run\("ng\n nginx {2}nginx:1\.27$/m);
    await terminal.press("Tab", "Tab");
    await terminal.until(/^2› run\("nginx:1\.27$/m);
    await terminal.type('", { pub');
    await terminal.until(/publish option$/m);
    await terminal.press("Tab");
    await terminal.until(/^2› run\("nginx:1\.27", \{ publish$/m);
    await terminal.press("C-u");
    await terminal.type("run -it re");
    await terminal.press("Tab");
    await terminal.until(/^2› run -it redis$/m);
  });

  test("acts on what is pressed while Tab waits for its answer after it, in order", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.type('pull("po');
    await terminal.press("Tab");
    await terminal.type('" + "!") && 7');
    await terminal.press("C-a");
    await terminal.type("0 && ");
    await terminal.press("Enter");
    await terminal.until(/^1› 0 && pull\("postgres" \+ "!"\) && 7\n0\n2›/m);
  });

  test("keeps wide characters whole at the edge, and the text in place when the terminal changes", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path, { columns: 20 });
    await terminal.type('"一二三四五六七八九十"');
    await terminal.until(/^1› "一二三四五六七八\n {3}九十"$/m);
    await terminal.press("Home", "Right");
    await terminal.type("〇");
    await terminal.until(/^1› "〇一二三四五六七\n {3}八九十"$/m);
    await terminal.resize(60, 30);
    await terminal.press("End", "C-l");
    await terminal.until(/^1› "〇一二三四五六七八九十"$/m);
    await terminal.press("BSpace", "BSpace");
    await terminal.type('"');
    await terminal.press("Enter");
    await terminal.until(/^'〇一二三四五六七八九'\n2›/m);
  });

  test("gives a line up on Ctrl-C", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.type("never run");
    await terminal.press("C-c");
    await terminal.until(/^1› never run\n2›/m);
  });
});
