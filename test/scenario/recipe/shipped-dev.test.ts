import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { shipped } from "../../support/shipped-recipe.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

describe("the recipe", () => {
  test("dev: a page is served, made anew when its text changes, and all is gone after Ctrl-C", async () => {
    await using world = await testWorld();
    await using project = await temporaryDirectory();
    await chmod(project.path, 0o755); // nginx's workers are not root.
    await mkdir(join(project.path, "content"));
    const note = join(project.path, "content/note.txt");
    await writeFile(note, "first\n");

    const [file, ...words] = nerdshCommand();
    const child = spawn(file, [...words, shipped("dev"), "build", "serve", "--watch", "--reporter", "plain"], {
      ...{ cwd: project.path, env: nerdshEnvironment(world.env), stdio: ["ignore", "pipe", "inherit"] },
    });
    const closed = once(child, "close");
    const lines: string[] = [];
    let url = "";
    let isChanged = false;
    let isSeen = false;
    for await (const line of createInterface({ input: child.stdout! })) {
      lines.push(line);
      url ||= /serving on (\S+)/.exec(line)?.[1] ?? "";
      const isBuilt = lines.filter((each) => each.includes("public/note.html")).length >= (isChanged ? 2 : 1);
      if (url === "" || !isBuilt || isSeen) continue;
      const page = await fetch(`${url}/note.html`).then((answer) => answer.text());
      if (!isChanged && page.includes("<p>first</p>")) {
        isChanged = true;
        await writeFile(note, "second\n");
      } else if (page.includes("<p>second</p>")) {
        isSeen ||= child.kill("SIGINT"); // Once: a second one would not let it clean up.
      }
    }
    await closed;
    assert.ok(isSeen, lines.join("\n"));
    assert.ok(lines.filter((line) => line.includes("serving on")).length === 1, lines.join("\n"));
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });
});
