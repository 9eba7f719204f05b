import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { InsideFrameReader, insideFrame, socketPorts } from "../../../../src/network/dns/inside-frames.ts";

const frame = fc.record({
  kind: fc.nat(2),
  who: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  message: fc.uint8Array({ maxLength: 40 }),
});

describe("frames of a name socket", () => {
  test("come whole out of whatever pieces they arrive in", () => {
    fc.assert(
      fc.property(fc.array(frame), fc.integer({ min: 1, max: 50 }), (frames, size) => {
        const bytes = Buffer.concat(frames.map(insideFrame));
        const reader = new InsideFrameReader();
        const read = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          reader.push(bytes.subarray(i * size, (i + 1) * size)),
        ).flat();
        assert.deepEqual(
          read.map(({ kind, who, message }) => ({ kind, who: [...who], message: [...message] })),
          frames.map(({ kind, who, message }) => ({ kind, who: [...who], message: [...message] })),
        );
      }),
    );
  });

  test("tell the ports in the network's order", () => {
    assert.deepEqual(socketPorts({ who: Buffer.from([0x12, 0x34, 0x00, 0x35, 0, 0, 0, 0]) }), { udp: 0x1234, tcp: 53 });
  });
});
