import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stageBefore } from "../../../../src/build/debug/stage-before.ts";

const text = `ARG BASE=busybox
FROM busybox AS first
ARG A B=2
RUN one
FROM busybox
ARG C
RUN two \\
  three
RUN four
`;

describe("the state before a step", () => {
  it("ends a Dockerfile before the step, with the stage's ARGs as variables", () => {
    assert.deepEqual(stageBefore(text, { first: 7, last: 8 }), {
      dockerfile: `${text.split("\n").slice(0, 6).join("\n")}\nENV C=\${C}\n`,
      instruction: "RUN two \\\n  three",
    });
  });

  it("is below a directory of another image where one is named", () => {
    const before = stageBefore(text, { first: 4, last: 4 }, { image: "alpine" });
    assert.match(before?.dockerfile ?? "", /ARG A B=2\nFROM alpine\nCOPY --from=0 \/ \/debugroot\n/);
  });

  it("is none for a FROM, and for what stands before all stages", () => {
    assert.equal(stageBefore(text, { first: 5, last: 5 }), undefined);
    assert.equal(stageBefore(text, { first: 1, last: 1 }), undefined);
  });
});
