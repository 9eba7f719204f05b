import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { StreamFramer, streamFrame } from "../../../../src/network/dns/stream-frame.ts";

describe("messages in a stream", () => {
  test("come out whole, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        (messages, step) => {
          const stream = Buffer.concat(messages.map(streamFrame));
          const framer = new StreamFramer();
          const out: Uint8Array[] = [];
          for (let at = 0; at < stream.length; at += step) out.push(...framer.push(stream.subarray(at, at + step)));
          assert.deepEqual(
            out.map((bytes) => Buffer.from(bytes)),
            messages.map((bytes) => Buffer.from(bytes)),
          );
        },
      ),
    );
  });
});
