import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { decodeHeaders, encodeHeaders } from "../../../src/rpc/header-block.ts";
import { encodeData, encodeFrame, frameFlag, frameType, type Http2Frame, word } from "../../../src/rpc/http2-frame.ts";
import { preface } from "../../../src/rpc/http2-settings.ts";
import { begin, data, servedClient, window } from "../../support/served-client.ts";

const { endStream, endHeaders, acknowledged, padded, priority } = frameFlag;

describe("a served connection", () => {
  test("tells its limits at once, and takes note of what the client says of its own", async () => {
    await using world = await servedClient();
    world.say(encodeFrame(frameType.settings, 0, 0));
    await world.answered();
    const settings = world.came(frameType.settings).map(({ flags, payload }) => [flags, payload.toString("hex")]);
    assert.deepEqual(settings, [
      [0, "000400100000" + "000600010000"],
      [acknowledged, ""],
    ]);
    const widest = world.came(frameType.windowUpdate).map(({ stream, payload }) => [stream, payload.readUInt32BE()]);
    assert.deepEqual(widest, [[0, 2 ** 31 - 1 - 65_535]]);
  });

  test("knows a client by its first words, in however many pieces they come", async () => {
    await using world = await servedClient({ greets: false });
    for (const byte of Buffer.concat([preface, begin(1)])) world.client.write(Buffer.of(byte));
    await world.answered();
    assert.deepEqual(world.calls[0]!.headers, [[":path", "/test.Words/Call"]]);
  });

  test("passes on what a call says as it comes", async () => {
    await using world = await servedClient();
    world.say(begin(1), data(1, "one "), begin(3), data(3, "another"), data(1, "two", endStream));
    await world.answered();
    const seen = world.calls.map(({ received, hasAll }) => ({ received, hasAll }));
    assert.deepEqual(seen, [
      { received: "one two", hasAll: true },
      { received: "another", hasAll: false },
    ]);
  });

  test("answers with headers, data and trailers", async () => {
    await using world = await servedClient();
    world.say(begin(1, endStream));
    await world.answered();
    const { wire } = world.calls[0]!;
    wire.respond({ ":status": "200" });
    await wire.answer.send(Buffer.from("words"));
    wire.finish({ "grpc-status": "0" });
    await world.answered();
    const answer = world.frames.filter(({ stream }) => stream === 1);
    assert.deepEqual(
      answer.map(({ type, flags }) => [type, flags]),
      [
        [frameType.headers, endHeaders],
        [frameType.data, 0],
        [frameType.headers, endHeaders | endStream],
      ],
    );
    assert.equal(`${answer[1]!.payload}`, "words");
    assert.deepEqual([...decodeHeaders(answer[2]!.payload)], [["grpc-status", "0"]]);
  });

  test("wants no more of a client that has not said all when its answer is complete, and takes what is on its way", async () => {
    await using world = await servedClient();
    world.say(begin(1));
    await world.answered();
    world.calls[0]!.wire.finish({ "grpc-status": "0" });
    world.say(data(1, "too late", endStream));
    await world.answered();
    assert.deepEqual(
      world.came(frameType.reset).map(({ stream, payload }) => [stream, payload.readUInt32BE()]),
      [[1, 0]],
    );
    assert.deepEqual(world.calls[0], { ...world.calls[0], received: "", hasAll: false, aborts: [] });
  });

  test("refuses a call for which there is nobody, whatever comes behind it", async () => {
    await using world = await servedClient({ refuses: true });
    world.say(begin(1), data(1, "for nobody", endStream), begin(3, endStream));
    await world.answered();
    const refusals = world.came(frameType.headers);
    assert.deepEqual(
      refusals.map(({ stream, flags }) => [stream, flags]),
      [
        [1, endHeaders | endStream],
        [3, endHeaders | endStream],
      ],
    );
  });

  test("takes headers in many frames, with padding, and with a priority that means nothing to it", async () => {
    await using world = await servedClient();
    const block = encodeHeaders({ ":path": "/test.Words/Call", name: "value" });
    const first = Buffer.concat([Buffer.of(3), Buffer.alloc(5), block.subarray(0, 7), Buffer.alloc(3)]);
    world.say(
      encodeFrame(frameType.headers, padded | priority | endStream, 1, first),
      encodeFrame(frameType.continuation, 0, 1, block.subarray(7, 20)),
      encodeFrame(frameType.continuation, endHeaders, 1, block.subarray(20)),
    );
    await world.answered();
    assert.deepEqual(world.calls[0]!.headers, Object.entries({ ":path": "/test.Words/Call", name: "value" }));
    assert.equal(world.calls[0]!.hasAll, true);
  });

  test("takes trailers of a client as its last word", async () => {
    await using world = await servedClient();
    world.say(begin(1), data(1, "all"), begin(1, endStream, { checksum: "3" }));
    await world.answered();
    assert.deepEqual(
      world.calls.map(({ received, hasAll }) => ({ received, hasAll })),
      [{ received: "all", hasAll: true }],
    );
  });

  test("ends its calls when its server closes it", async () => {
    await using world = await servedClient();
    world.say(begin(1));
    await world.answered();
    const closed = once(world.client, "close");
    world.served.close();
    await closed;
    assert.deepEqual(world.calls[0]!.aborts, ["the session ended"]);
  });

  test("passes over what it does not know, and what concerns no call of its", async () => {
    await using world = await servedClient();
    const unknown = 0xfa;
    world.say(encodeFrame(unknown, 0, 0, Buffer.from("?")), encodeFrame(frameType.goAway, 0, 0, Buffer.alloc(8)));
    world.say(data(7, "no such call"), window(7, 1), encodeFrame(frameType.reset, 0, 7, word(8)), begin(9));
    await world.answered();
    assert.deepEqual([world.calls.length, world.losses], [1, []]);
  });
});

describe("the windows of a served connection", () => {
  /** One call that has sent 100,000 bytes, or would have. */
  async function sender() {
    const world = await servedClient();
    world.say(begin(1, endStream));
    await world.answered();
    const sent = world.calls[0]!.wire.answer.send(Buffer.alloc(100_000));
    return { ...world, sent, sentBytes: () => bytesOf(world.came(frameType.data)) };
  }

  test("close when the client takes no more, and open as it takes more of the call and of all calls", async () => {
    await using world = await sender();
    await world.answered();
    assert.equal(world.sentBytes(), 65_535);
    world.say(window(1, 50_000));
    await world.answered();
    assert.equal(world.sentBytes(), 65_535);
    world.say(window(0, 10_000));
    await world.answered();
    assert.equal(world.sentBytes(), 75_535);
    world.say(window(0, 1 << 20));
    await world.sent;
    await world.answered();
    assert.equal(world.sentBytes(), 100_000);
  });

  test("change for the calls under way when the client changes what each begins with", async () => {
    await using world = await sender();
    const setting = Buffer.concat([Buffer.from([0, 4]), word(100_000)]);
    world.say(window(0, 1 << 20), encodeFrame(frameType.settings, 0, 0, setting));
    await world.sent;
    await world.answered();
    assert.equal(world.sentBytes(), 100_000);
  });

  test("keep no sender waiting whose call the client gives up", async () => {
    await using world = await sender();
    world.say(encodeFrame(frameType.reset, 0, 1, word(8)));
    await world.sent;
    assert.deepEqual(world.calls[0]!.aborts, [undefined]);
  });

  test("keep no sender waiting when the client goes away", async () => {
    await using world = await sender();
    world.client.destroy();
    await world.sent;
    assert.equal(world.calls[0]!.aborts.length, 1);
  });

  test("are given back to the client: of a call as that says, of all calls by itself", async () => {
    await using world = await servedClient();
    world.say(begin(1));
    await world.answered();
    world.calls[0]!.wire.giveBack(5);
    for (let i = 0; i < 16; i++) world.say(encodeData(1, Buffer.alloc(1 << 20)));
    await world.answered();
    const [, ...given] = world
      .came(frameType.windowUpdate)
      .map(({ stream, payload }) => [stream, payload.readUInt32BE()]);
    assert.deepEqual(given, [
      [1, 5],
      [0, 16 << 20],
    ]);
  });
});

describe("a client of a served connection", () => {
  test("that gives up one call leaves the others alone", async () => {
    await using world = await servedClient();
    world.say(begin(1), begin(3), encodeFrame(frameType.reset, 0, 1, word(8)), data(1, "late"), data(3, "here"));
    await world.answered();
    assert.deepEqual(
      world.calls.map(({ received, aborts }) => ({ received, aborts })),
      [
        { received: "", aborts: [undefined] },
        { received: "here", aborts: [] },
      ],
    );
  });

  test("that goes away in the middle of a frame has broken nothing, and ends its calls", async () => {
    await using world = await servedClient();
    world.say(begin(1));
    await world.answered();
    const closed = once(world.client, "close");
    world.client.end(data(1, "never whole").subarray(0, 12));
    await closed;
    assert.deepEqual(world.calls[0], { ...world.calls[0], received: "", hasAll: false, aborts: ["the session ended"] });
    assert.equal(world.losses[0], undefined);
  });

  const bad: Readonly<Record<string, { readonly says: Buffer; readonly cause: RegExp }>> = {
    "begins a block with a field that nobody has told": {
      says: encodeFrame(frameType.headers, endHeaders, 3, Buffer.of(0xff, 0x10)),
      cause: /unknown field: 143/,
    },
    "has headers without an end": {
      says: Buffer.concat(
        [...Array(5)].map((_, i) =>
          encodeFrame(i === 0 ? frameType.headers : frameType.continuation, 0, 3, Buffer.alloc(16_000)),
        ),
      ),
      cause: /headers of a call are too large/,
    },
    "opens a window by no number": {
      says: encodeFrame(frameType.windowUpdate, 0, 1, Buffer.of(1)),
      cause: /outside buffer bounds/,
    },
  };
  for (const [what, { says, cause }] of Object.entries(bad)) {
    test(`that ${what} is given up, and all its calls with it`, async () => {
      await using world = await servedClient();
      world.say(begin(1));
      await world.answered();
      const closed = once(world.client, "close");
      world.say(says);
      await closed;
      assert.match(`${world.losses[0]}`, cause);
      assert.match(`${world.calls[0]!.aborts}`, cause);
      assert.equal(world.calls.length, 1);
    });
  }

  test("that speaks no HTTP/2 is given up at its first wrong byte", async () => {
    await using world = await servedClient({ greets: false });
    const closed = once(world.client, "close");
    world.client.write("PRI * HTTP/1");
    await closed;
    assert.equal(world.losses[0], "no HTTP/2 client calls");
  });
});

function bytesOf(frames: readonly Http2Frame[]): number {
  return frames.reduce((sum, { payload }) => sum + payload.length, 0);
}
