import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { helpText } from "../../../src/cli/help.ts";
import { commandGroups, loadAllCommands } from "../../../src/commands/table.ts";

describe("help", () => {
  test("of one command is made from its declaration", async () => {
    assert.equal(
      await helpText(["image", "rm"]),
      `Usage:  nerdsh rmi [OPTIONS] IMAGE [IMAGE...]

Remove images

Aliases:
  nerdsh rmi, nerdsh image rm, nerdsh image remove

Options:
      --async     Do not wait until the engine has collected what is freed
  -f, --force     Remove though containers were made from it, or an ID has several names
      --no-prune  Accepted for Docker's sake: there are no parent images to keep

Examples:
  nerdsh rmi nginx
  nerdsh rmi -f nginx:1.27 redis
`,
    );
  });

  test("tells choices, defaults and kinds of values", async () => {
    const lines = (await helpText(["run"])).split("\n");
    const lineOf = (flag: string) =>
      lines
        .find((line) => line.includes(` ${flag} `))
        ?.trim()
        .replace(/ {2,}/, "  ");
    assert.equal(lineOf("--pull"), '--pull string  When to pull the image: always, missing, never (default "missing")');
    assert.equal(lineOf("--memory"), "-m, --memory bytes  Memory limit, such as 512m");
    assert.equal(lineOf("--read-only"), "--read-only  Mount the root file system read-only");
  });

  test("of a group lists its commands by the group's names for them", async () => {
    assert.match(
      await helpText(["image"]),
      /^Usage: {2}nerdsh image COMMAND\n\nCommands:\n(?: {2}.*\n)* {2}convert +Make.*\n/,
    );
    assert.match(await helpText(["container"]), /^ {2}ls +List containers$/m);
  });

  test("of compose has its group's flags: before a command's name, and behind the command's own", async () => {
    const group = await helpText(["compose"]);
    assert.match(group, /^Usage: {2}nerdsh compose \[OPTIONS\] COMMAND\n/);
    assert.match(group, /^ {2}-f, --file file +A compose file.*$/m);
    assert.match(group, /^ {2}-p, --project-name name /m);
    const logs = await helpText(["compose", "logs"]);
    assert.match(logs, /^Options:\n {2}-f, --follow /m);
    assert.match(logs, /^Options of all compose commands:\n {6}--file file /m);
  });

  test("of everything names each command once, and the global flags", async () => {
    const text = await helpText([]);
    for (const { command } of await loadAllCommands()) {
      assert.equal(text.split("\n").filter((line) => line.startsWith(`  ${command.name}  `)).length, 1, command.name);
    }
    assert.match(text, /-n, --namespace namespace +containerd namespace/);
  });

  test("has no line that ends in blanks, and none that begins without its text", async () => {
    const texts = [[], ...commandGroups().map((group) => [group])].map(helpText);
    const each = (await loadAllCommands()).map(({ command }) => helpText(command.name.split(" ")));
    for (const text of await Promise.all([...texts, ...each])) {
      assert.doesNotMatch(text, / \n/);
      assert.doesNotMatch(text, /undefined/);
      assert.match(text, /\n$/);
    }
  });

  test("of an unknown command names the nearest", async () => {
    await assert.rejects(helpText(["imgaes"]), { code: "UNKNOWN_COMMAND", suggestions: ["images", "image"] });
  });
});
