import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, test } from "node:test";
import { highlight } from "../../../src/shell/highlight.ts";
import { Screen } from "../../../src/shell/screen.ts";
import { layout } from "../../../src/shell/screen-layout.ts";
import { valueText } from "../../../src/shell/value-text.ts";

const plain = (text: string) => [{ text, style: "plain" }] as const;
const textRows = (rows: readonly (readonly { text: string }[])[]) =>
  rows.map((row) => row.map(({ text }) => text).join(""));

describe("the layout of a text", () => {
  test("breaks rows at the edge and at line breaks, and finds the cursor", () => {
    const { rows, cursor } = layout({ spans: plain("abcdef\ngh"), cursor: 8, columns: 6, margin: 2 });
    assert.deepEqual([textRows(rows), cursor], [["abcd", "ef", "gh"], { row: 2, column: 3 }]);
  });

  test("moves a wide character that would hang over the edge to the next row", () => {
    const { rows, cursor } = layout({ spans: plain("a宽b"), cursor: 2, columns: 4, margin: 2 });
    assert.deepEqual([textRows(rows), cursor], [["a", "宽", "b"], { row: 2, column: 2 }]);
  });

  test("gives the cursor behind a full row a row of its own", () => {
    const { rows, cursor } = layout({ spans: plain("abcd"), cursor: 4, columns: 6, margin: 2 });
    assert.deepEqual([textRows(rows), cursor], [["abcd", ""], { row: 1, column: 2 }]);
  });
});

describe("a line that is typed", () => {
  test("is drawn anew without a clearing from the screen's first place on, each of which tmux would keep in its history", () => {
    const terminal = Object.assign(new PassThrough({ encoding: "utf8" }), { columns: 80 });
    const screen = new Screen(terminal, false);
    screen.draw({ prompt: "1› ", spans: plain("ru"), cursor: 2, below: ["run"] });
    screen.draw({ prompt: "1› ", spans: plain("run"), cursor: 3, below: [] });
    assert.equal(terminal.read(), "\r1› \x1b[Jru\r\nrun\x1b[1A\r\x1b[5C\r1› \x1b[Jrun\r\x1b[6C");
  });
});

describe("colours", () => {
  test("follow the tokens, and never change the text", () => {
    const code = 'const web: Web = await run("nginx", 80); // fine';
    const spans = highlight(code, (name) => name === "run");
    assert.equal(spans.map(({ text }) => text).join(""), code);
    const styled = spans.filter(({ style }) => style !== "plain").map(({ text, style }) => `${style} ${text}`);
    assert.deepEqual(styled, [
      "keyword const",
      "keyword await",
      "global run",
      'string "nginx"',
      "number 80",
      "comment // fine",
    ]);
  });

  test("go on where the text is not finished yet", () => {
    assert.deepEqual(
      highlight('run("ng', () => false),
      [
        { text: "run(", style: "plain" },
        { text: '"ng', style: "string" },
      ],
    );
  });
});

describe("a value", () => {
  const format = { columns: 30, hasColors: false };

  test("that is a list of records is a table, with ids cut and lines fitted", () => {
    const containers = [
      { id: "ab".repeat(32), name: "web", createdAt: new Date(0), startedMs: Date.now() - 200_000, ports: [80, 443] },
      { id: "cd".repeat(32), name: "a name that is much too long for the terminal" },
    ];
    const lines = valueText(containers, { ...format, columns: 86 }).split("\n");
    assert.deepEqual(
      lines.map((line) => line.split(/ {2,}/)),
      [
        ["ID", "NAME", "CREATED", "STARTED", "PORTS"],
        ["abababababab", "web", "1970-01-01T00:00:00Z", "3 minutes ago", "80, 443"],
        ["cdcdcdcdcdcd", "a name that is much t…"],
      ],
    );
  });

  test("that says in JSON what it is, as handles do, is shown so in a table", () => {
    class Handle {
      readonly #name = "web";
      toJSON() {
        return { name: this.#name, stop: () => {} };
      }
    }
    assert.equal(valueText([new Handle()], format), "NAME\nweb");
  });

  test("that is text of several lines is that text; anything else is inspected", () => {
    const shown = ["a\nb", "a", [1, 2], { a: 1 }].map((value) => valueText(value, format));
    assert.deepEqual(shown, ["a\nb", "'a'", "[ 1, 2 ]", "{ a: 1 }"]);
  });
});
