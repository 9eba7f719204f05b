import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseRequest, requestId } from "../../../src/shell/json-request.ts";
import { jsonLine, jsonValue } from "../../../src/shell/json-value.ts";

const refused: readonly (readonly [line: string, message: string, id: number | null])[] = [
  ["nonsense", "a request is one line of JSON", null],
  ["[]", "a request needs an id, a text or a number", null],
  ["null", "a request is a JSON object", null],
  ['{"code":"1"}', "a request needs an id, a text or a number", null],
  ['{"id":1}', "a request has one of code, complete, docs and cancel", 1],
  ['{"id":1,"complete":"a","cursor":-1}', "a cursor is an offset into the text", 1],
];

describe("a request in JSON", () => {
  test("is for code, completion, documentation or cancelling", () => {
    const lines = [
      '{"id":1,"code":"1"}',
      '{"id":"b","complete":"ru"}',
      '{"id":3,"complete":"run","cursor":1}',
      '{"id":4,"docs":"run"}',
      '{"id":5,"cancel":"b"}',
    ];
    assert.deepEqual(lines.map(parseRequest), [
      { kind: "code", id: 1, code: "1" },
      { kind: "complete", id: "b", text: "ru", cursor: 2 },
      { kind: "complete", id: 3, text: "run", cursor: 1 },
      { kind: "docs", id: 4, name: "run" },
      { kind: "cancel", id: 5, target: "b" },
    ]);
  });

  for (const [line, message, id] of refused) {
    test(`is refused as ${line}, under the id that it has`, () => {
      assert.throws(() => parseRequest(line), { code: "INVALID_VALUE", message });
      assert.equal(requestId(line), id);
    });
  }
});

describe("a value in JSON", () => {
  test("is what JSON can say of it", () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const values = [1n, new Map([["a", 1]]), new Set([1]), new Date(0), () => {}, circular, { toJSON: () => "x" }];
    assert.deepEqual(values.map(jsonValue), [
      "1",
      { a: 1 },
      [1],
      "1970-01-01T00:00:00.000Z",
      undefined,
      undefined,
      "x",
    ]);
  });

  test("stands on one line", () => assert.equal(jsonLine({ text: "a\nb" }), '{"text":"a\\nb"}\n'));
});
