import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { BoundedWrites } from "../../../src/rpc/bounded-writes.ts";
import { socketPair } from "../../support/socket-pair.ts";

const mebibyte = Buffer.alloc(1 << 20);

/** A writer, and a peer that reads nothing until it is told to. */
async function writer() {
  const pair = await socketPair();
  pair.here.on("error", () => {}); // Whoever owns the connection hears of it.
  return {
    writes: new BoundedWrites(pair.here),
    peer: pair.there,
    socket: pair.here,
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
}

/** Whether it comes to its end before all that could happen by itself has happened. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  for (let turn = 0; turn < 50 && !settled; turn++) await new Promise(setImmediate);
  return settled;
}

describe("bounded writes", () => {
  test("have room at once for a mebibyte that nobody has read", async () => {
    await using world = await writer();
    world.writes.write(mebibyte);
    assert.equal(await isSettled(world.writes.room()), true);
  });

  test("let every sender wait once there is more, until the peer has read all but half of that", async () => {
    await using world = await writer();
    world.writes.write(mebibyte);
    world.writes.write(mebibyte);
    const senders = [world.writes.room(), world.writes.room()];
    assert.equal(await isSettled(Promise.race(senders)), false);
    world.peer.resume();
    await Promise.all(senders);
    assert.ok(world.socket.writableLength <= mebibyte.length / 2);
  });

  for (const end of ["socket", "peer"] as const) {
    test(`keep nobody waiting when the ${end} goes away`, async () => {
      await using world = await writer();
      world.writes.write(mebibyte);
      world.writes.write(mebibyte);
      const room = world.writes.room();
      assert.equal(await isSettled(room), false);
      world[end].destroy();
      await room;
      await world.writes.room();
    });
  }

  test("write nothing where the connection is gone", async () => {
    await using world = await writer();
    world.socket.destroy();
    await once(world.socket, "close");
    world.writes.write(mebibyte);
    assert.equal(world.socket.writableLength, 0);
    assert.equal(await isSettled(world.writes.room()), true);
  });
});
