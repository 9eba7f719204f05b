import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { annotation, group, withoutGroups } from "../../../../src/ui/tasks/github/workflow-command.ts";

describe("a workflow command of GitHub", () => {
  test("escapes per cents and line ends, in properties also colons and commas", () => {
    const place = { file: "a,b:c.ts", line: 3, column: 4 };
    assert.equal(
      annotation({ level: "error", title: "50%: x, y", message: "a: b, 50%\r\nc", place }),
      "::error file=a%2Cb%3Ac.ts,line=3,col=4,title=50%25%3A x%2C y::a: b, 50%25%0D%0Ac\n",
    );
    assert.equal(group("a\nb"), "::group::a%0Ab\n");
  });

  test("has a title alone where no line is known", () => {
    const message = "why";
    assert.equal(annotation({ level: "warning", title: "t", message, place: undefined }), "::warning title=t::why\n");
  });

  test("of a task's own passes, unless it would end the group around it", () => {
    assert.equal(withoutGroups("::notice::x"), "::notice::x");
    assert.equal(withoutGroups("  ::group::x"), "  ▸ x");
    assert.equal(withoutGroups("##[group]x"), "▸ x");
    assert.equal(withoutGroups(" ::EndGroup::"), undefined);
    assert.equal(withoutGroups("##[endgroup]"), undefined);
  });
});
