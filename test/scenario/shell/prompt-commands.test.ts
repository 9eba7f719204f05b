import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openPrompt } from "../../support/prompt.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the prompt", () => {
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

  test("suggests the command of its own that was meant", async () => {
    await using home = await temporaryDirectory();
    await using terminal = await openPrompt(home.path);
    await terminal.enter(".hepl");
    await terminal.until(/^error: unknown command: hepl\n {2}hint: did you mean help\?\n2›/m);
  });
});
