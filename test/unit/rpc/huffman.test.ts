import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeHuffman } from "../../../src/rpc/huffman.ts";

describe("a text in Huffman's code", () => {
  // Of RFC 7541, C.4, and what ends each call, as a whole and as the beginning of another text.
  const texts = {
    f1e3c2e5f23a6ba0ab90f4ff: "www.example.com",
    a8eb10649cbf: "no-cache",
    "9acac8b21234da8f": "grpc-status",
    "9acac8b21234da82a3": "grpc-statuses",
    "9acac8b5254207317f": "grpc-message",
    "9acac8b52542073151": "grpc-messages",
  };
  for (const [hex, text] of Object.entries(texts))
    test(`is ${text}`, () => assert.equal(decodeHuffman(Buffer.from(hex, "hex")), text));
});
