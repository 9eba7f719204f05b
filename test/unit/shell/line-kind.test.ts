import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lineKind } from "../../../src/shell/line-kind.ts";

const commands = new Set(["build", "exec", "images", "kill", "logs", "ps", "pull", "rm", "run", "stop", "version"]);
const kindOf = (line: string) =>
  lineKind(
    line,
    (name) => commands.has(name),
    (name) => name === "declared",
  );

const cases: Readonly<Record<string, readonly string[]>> = {
  command: [
    "ps",
    "ps -a",
    "images -q",
    "run -it alpine sh",
    "run --help",
    "build .",
    "kill -9 web",
    "rm -f a b",
    "pull nginx:1.27",
    "logs web --tail 3",
    "exec web sh -c 'echo (unbalanced'",
    "ps -aq | wc -l",
    "ps | grep web -v",
    "ps > list.txt",
    "images -q --no-trunc > /tmp/list",
  ],
  code: [
    "1 + 1",
    'run("nginx")',
    "run = 3",
    "images.length",
    "const port: number = 8080",
    "interface Web { port: number }",
    "export const a = 1",
    "'unterminated",
    'run("nginx, { publish: "80" })',
    "!true",
    "!declared",
    "!isReady(web)",
    "images && images.length",
    "cd('x')",
    "exit()",
    "help.text",
    "git status",
    "lgos web",
    "docker ps",
    "return",
    "let a; let a",
  ],
  host: ["!ls -l", "!cat x | wc -l", "! ./build.sh", "!make all"],
  meta: ["cd", "cd ..", "cd /tmp", ".help", "exit", "quit", " clear ", "help"],
  incomplete: [
    'run("nginx", {',
    "build.",
    "for (;;) {",
    "interface Web {",
    "const a =",
    "`text",
    "/* a comment",
    "await run(`x",
    "text = `one\n${two}\n",
    "try {\n  a()\n}",
    "async x =>",
    "import { run } from",
    "do { a() }",
    "/** @type",
  ],
  empty: ["", "   "],
};

describe("a line at the prompt", () => {
  for (const [kind, lines] of Object.entries(cases)) {
    for (const line of lines) test(`is ${kind}: ${JSON.stringify(line)}`, () => assert.equal(kindOf(line).kind, kind));
  }

  test("asks for documentation on either side of a name", () => {
    assert.deepEqual(["?run", "web.exec?", "??run", "?"].map(kindOf), [
      { kind: "docs", name: "run", isFull: false },
      { kind: "docs", name: "web.exec", isFull: false },
      { kind: "docs", name: "run", isFull: true },
      { kind: "docs", name: "", isFull: false },
    ]);
  });

  test("is the user's name where it was declared", () => {
    const kind = lineKind(
      "help",
      () => false,
      (name) => name === "help",
    ).kind;
    assert.equal(kind, "code");
  });

  test("is the prompt's own command after a dot", () => {
    assert.deepEqual(kindOf(".save my recipe.nerd.ts"), { kind: "meta", name: "save", argument: "my recipe.nerd.ts" });
  });
});

describe("a command line with the program's own name before it", () => {
  test("is the command alone", () => {
    assert.deepEqual(kindOf("nerdsh ps -q | wc -l"), { kind: "command", line: "ps -q | wc -l" });
    assert.deepEqual(kindOf("nerdsh run -it alpine sh"), { kind: "command", line: "run -it alpine sh" });
    assert.equal(kindOf("nerdsh - 1").kind, "code");
  });
});
