import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatTable } from "../../../src/ui/table.ts";
import { textWidth } from "../../../src/ui/text-width.ts";

const headings = ["CONTAINER ID", "IMAGE", "STATUS", "NAMES"];
const rows = [
  ["4a5c01234567", "nginx:1.27", "Up 2 hours", "web"],
  ["ba5c01234567", "redis", "Exited (0) 5 minutes ago", "db"],
];

describe("a table", () => {
  test("looks like Docker's: three blanks between columns, ten columns at least", () => {
    assert.equal(
      formatTable(headings, rows),
      [
        "CONTAINER ID   IMAGE        STATUS                     NAMES",
        "4a5c01234567   nginx:1.27   Up 2 hours                 web",
        "ba5c01234567   redis        Exited (0) 5 minutes ago   db",
        "",
      ].join("\n"),
    );
    assert.equal(formatTable(["A", "B"], [["1", "2"]]), "A         B\n1         2\n");
  });

  test("without rows is its headings", () => {
    assert.equal(formatTable(headings, []), "CONTAINER ID   IMAGE     STATUS    NAMES\n");
  });

  test("lines up characters that take two columns, or none", () => {
    assert.equal(
      formatTable(
        ["REPOSITORY", "TAG"],
        [
          ["日本語イメージ", "1"],
          ["e\u0301toile", "2"],
        ],
      ),
      "REPOSITORY       TAG\n日本語イメージ   1\ne\u0301toile           2\n",
    );
  });

  test("does nothing to the terminal that an image's author wants", () => {
    assert.equal(
      formatTable(["CREATED BY"], [["\u001b[2Jclear\u0007"], ["\u009b2J"]]),
      "CREATED BY\n\ufffd[2Jclear\ufffd\n\ufffd2J\n",
    );
  });

  test("has no blanks at the end of a line, and no line breaks inside a cell", () => {
    assert.equal(formatTable(["NAME", "LABELS"], [["a\tb\nc", ""]]), "NAME      LABELS\na b c\n");
  });

  test("fits the terminal by cutting the widest cells first", () => {
    const fitted = formatTable(headings, rows, { width: 56 });
    assert.equal(
      fitted,
      [
        "CONTAINER ID   IMAGE        STATUS                 NAMES",
        "4a5c01234567   nginx:1.27   Up 2 hours             web",
        "ba5c01234567   redis        Exited (0) 5 minute…   db",
        "",
      ].join("\n"),
    );
    assert.ok(fitted.split("\n").every((line) => textWidth(line) <= 56));
  });

  test("is left as it is where it fits, or where nothing more can be cut", () => {
    assert.equal(formatTable(headings, rows, { width: 200 }), formatTable(headings, rows));
    assert.match(formatTable(headings, rows, { width: 10 }), /^CONTAI… {3}IMAGE/);
  });
});
