import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sourceExcerpt } from "../../../../src/build/progress/source-excerpt.ts";

const range = (from: number, to = from) => ({ start: { line: from, character: 0 }, end: { line: to, character: 0 } });
const source = (text: string, ...ranges: ReturnType<typeof range>[]) => {
  return { filename: "Dockerfile", language: "Dockerfile", text: Buffer.from(text), ranges };
};
const rule = "--------------------";

describe("the lines around a failure", () => {
  // Each as `docker buildx build` prints it.
  it("are two above and below a single one", () => {
    const text = "FROM busybox\n\n# a word too much\nBREAK it\nRUN true\n";
    assert.deepEqual(sourceExcerpt(source(text, range(4)))?.split("\n"), [
      ...["Dockerfile:4", rule, "   2 |     ", "   3 |     # a word too much", "   4 | >>> BREAK it"],
      ...["   5 |     RUN true", "   6 |     ", rule],
    ]);
  });

  it("are one above and below several", () => {
    const text = "FROM a\nRUN b\n\n# c\nRUN d \\\n  e \\\n  f\nRUN g\n";
    assert.deepEqual(sourceExcerpt(source(text, range(5, 7)))?.split("\n"), [
      ...["Dockerfile:5", rule, "   4 |     # c", "   5 | >>> RUN d \\", "   6 | >>>   e \\", "   7 | >>>   f"],
      ...["   8 |     RUN g", rule],
    ]);
  });

  it("end with the file", () => {
    assert.deepEqual(sourceExcerpt(source("FROM scratch\nCOPY absent /\n", range(2)))?.split("\n"), [
      ...["Dockerfile:2", rule, "   1 |     FROM scratch", "   2 | >>> COPY absent /", "   3 |     ", rule],
    ]);
  });

  it("are none where nobody knows which", () => {
    assert.equal(sourceExcerpt(source("FROM scratch\n")), undefined);
    assert.equal(sourceExcerpt(source("FROM scratch\n", range(0))), undefined);
    assert.equal(sourceExcerpt(source("FROM scratch\n", range(9))), undefined);
  });
});
