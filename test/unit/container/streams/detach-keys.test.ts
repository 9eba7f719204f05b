import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { DetachKeyFilter, defaultDetachKeys, parseDetachKeys } from "../../../../src/container/streams/detach-keys.ts";

describe("detach keys", () => {
  const cases: readonly [text: string, bytes: readonly number[]][] = [
    [defaultDetachKeys, [16, 17]],
    ["a,b", [97, 98]],
    ["ctrl-@,ctrl-[,ctrl-_", [0, 27, 31]],
    ["CTRL-A,~,DEL", [1, 126, 127]],
  ];
  for (const [text, bytes] of cases) {
    test(`${text} are the bytes ${bytes.join(" ")}`, () => assert.deepEqual([...parseDetachKeys(text)], bytes));
  }

  for (const text of ["", "ctrl-", "ctrl-1", "ab", "a,,b", "ctrl-p,ü"]) {
    test(`${JSON.stringify(text)} are refused`, () => {
      assert.throws(() => parseDetachKeys(text), { code: "INVALID_VALUE", message: `invalid detach keys: ${text}` });
    });
  }
});

/** What a filter must give, told from the whole at once. */
function expected(keys: Buffer, typed: Buffer): { bytes: Buffer; detached: boolean } {
  const at = typed.indexOf(keys);
  if (at >= 0) return { bytes: typed.subarray(0, at), detached: true };
  let held = Math.min(keys.length - 1, typed.length);
  while (!typed.subarray(typed.length - held).equals(keys.subarray(0, held))) held--;
  return { bytes: typed.subarray(0, typed.length - held), detached: false };
}

function filtered(keys: Buffer, chunks: readonly Uint8Array[]): { bytes: Buffer; detached: boolean } {
  const filter = new DetachKeyFilter(keys);
  const bytes: Buffer[] = [];
  for (const chunk of chunks) {
    const result = filter.push(chunk);
    bytes.push(result.bytes);
    if (result.detached) return { bytes: Buffer.concat(bytes), detached: true };
  }
  return { bytes: Buffer.concat(bytes), detached: false };
}

describe("a detach key filter", () => {
  test("passes on all that is typed up to the keys, however it arrives", () => {
    // Few letters, so that beginnings of the keys come again and again.
    const text = (constraints: fc.ArrayConstraints) =>
      fc.array(fc.constantFrom(97, 98, 99), constraints).map((codes) => Buffer.from(codes));
    const keys = text({ minLength: 1, maxLength: 5 });
    const chunks = fc.array(text({ maxLength: 6 }), { maxLength: 6 });
    fc.assert(
      fc.property(keys, chunks, (keys, chunks) => {
        assert.deepEqual(filtered(keys, chunks), expected(keys, Buffer.concat(chunks)));
      }),
      { numRuns: 1000 },
    );
  });

  test("drops what follows the keys", () => {
    const filter = new DetachKeyFilter(parseDetachKeys(defaultDetachKeys));
    assert.deepEqual(filter.push(Buffer.from("a\x10\x11b")), { bytes: Buffer.from("a"), detached: true });
  });
});
