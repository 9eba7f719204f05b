import { deepEqual, equal } from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compareNames, decodeName, encodeName } from "../../src/file-name.ts";

/** Bytes of which some are characters, some halves of them, and some nothing. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.constantFrom("a", "é", "日", "😀", "\ufffd").map((text) => Buffer.from(text)),
    ),
  )
  .map((pieces) => Buffer.concat(pieces));

describe("a file's name", () => {
  it("comes back as the bytes that it was", () => {
    fc.assert(fc.property(bytes, (name) => deepEqual(encodeName(decodeName(name)), name)));
  });

  it("is the text that UTF-8 says, where it is UTF-8", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => equal(decodeName(Buffer.from(text)), text)));
  });

  it("has its place by its bytes", () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) =>
        equal(Math.sign(compareNames(decodeName(a), decodeName(b))), Math.sign(Buffer.compare(a, b))),
      ),
    );
  });
});
