import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LabelledLog, sourcePaints } from "../../../src/ui/labelled-log.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe("lines of several sources below each other", () => {
  test("begin with names as wide as the widest, and end whether or not the source ended them", () => {
    const log = new LabelledLog(["web-1", "database-1"], { paints: [], hasPrefix: true });
    assert.equal(text(log.line({ source: "web-1", bytes: Buffer.from("up\n") })), "web-1       | up\n");
    assert.equal(text(log.line({ source: "database-1", bytes: Buffer.from("half") })), "database-1  | half\n");
    const time = "2026-08-01T12:34:56.000000789Z";
    const late = log.line({ source: "late-comer-11", time, bytes: Buffer.from("\n") });
    assert.equal(text(late), `late-comer-11  | ${time} \n`);
  });

  test("stand alone where they are nobody's", () => {
    const log = new LabelledLog(["web-1"], { paints: [], hasPrefix: true });
    const bytes = Buffer.from("web-1 exited with code 3\n");
    assert.equal(text(log.line({ source: "", bytes, isBare: true })), "web-1 exited with code 3\n");
  });

  test("keep bytes that are no UTF-8 as they are", () => {
    const log = new LabelledLog([], { paints: [], hasPrefix: false });
    assert.deepEqual([...log.line({ source: "a", bytes: Uint8Array.of(0xff, 0xfe, 0x0a) })], [0xff, 0xfe, 0x0a]);
  });

  test("have a colour each, in docker compose's order", async () => {
    const log = new LabelledLog(["a", "b"], { paints: await sourcePaints(1), hasPrefix: true });
    const line = (source: string) => text(log.line({ source, bytes: Buffer.from("x\n") }));
    assert.deepEqual(["b", "a", "c"].map(line), [
      "\u001b[33mb  | \u001b[39mx\n",
      "\u001b[36ma  | \u001b[39mx\n",
      "\u001b[32mc  | \u001b[39mx\n",
    ]);
  });
});
