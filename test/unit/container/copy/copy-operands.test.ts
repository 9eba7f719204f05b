import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type CopyOperands, copyOperands } from "../../../../src/container/copy/copy-operands.ts";

describe("the operands of cp", () => {
  const cases: readonly [source: string, target: string, operands: CopyOperands][] = [
    ["file", "web:/srv", { direction: "to", container: "web", path: "/srv", host: "file" }],
    ["./a:b", "web:srv", { direction: "to", container: "web", path: "srv", host: "./a:b" }],
    ["/a:b", "web:/x:y", { direction: "to", container: "web", path: "/x:y", host: "/a:b" }],
    ["-", "web:/srv", { direction: "to", container: "web", path: "/srv", host: undefined }],
    ["web:/srv/.", "..", { direction: "from", container: "web", path: "/srv/.", host: ".." }],
    ["0ab1:.", ".", { direction: "from", container: "0ab1", path: ".", host: "." }],
    ["web:/srv", "-", { direction: "from", container: "web", path: "/srv", host: undefined }],
  ];
  for (const [source, target, operands] of cases) {
    test(`${source} ${target} go ${operands.direction} ${operands.container}`, () => {
      assert.deepEqual(copyOperands(source, target), operands);
    });
  }

  for (const [source, target] of [
    ["a", "b"],
    ["web:/a", "db:/b"],
    ["-", "-"],
    ["./web:a", "/b"],
  ] as const) {
    test(`${source} ${target} are refused`, () => {
      assert.throws(() => copyOperands(source, target), {
        code: "INVALID_VALUE",
        message: /^(both sides are|neither side is) in /,
        exitCode: 1,
      });
    });
  }

  test("name a path in the container", () => {
    assert.throws(() => copyOperands("a", "web:"), { message: "no path in the container: web:" });
  });
});
