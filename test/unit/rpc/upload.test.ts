import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Server, ServerCredentials, type ServerDuplexStream, status } from "@grpc/grpc-js";
import type { Channel, Method } from "../../../src/rpc/channel.ts";
import { Codec } from "../../../src/rpc/codec.ts";
import { GrpcChannel } from "../../../src/rpc/grpc-channel.ts";
import { Http2Channel } from "../../../src/rpc/http2-channel.ts";
import { UploadChannel } from "../../../src/rpc/upload-channel.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

interface Part {
  readonly bytes: Uint8Array;
}

const codec = new Codec({ "test.Part": "bytes:1:bytes" });
const method = (name: string): Method => ({ path: `/test.Parts/${name}`, request: "test.Part", response: "test.Part" });

/** `Echo` gives back every part; `Refuse` fails at the first; `Keep` takes one and no more. */
async function startServer(socket: string): Promise<Server> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const coders = {
    requestSerialize: (value: Part) => codec.encode("test.Part", value),
    requestDeserialize: (bytes: Buffer) => codec.decode("test.Part", bytes) as Part,
    responseSerialize: (value: Part) => codec.encode("test.Part", value),
    responseDeserialize: (bytes: Buffer) => codec.decode("test.Part", bytes) as Part,
  };
  const definition = (name: string) => ({
    path: method(name).path,
    requestStream: true,
    responseStream: true,
    ...coders,
  });
  server.addService(
    { Echo: definition("Echo"), Refuse: definition("Refuse"), Keep: definition("Keep") },
    {
      Echo: (call: ServerDuplexStream<Part, Part>) =>
        void call.on("data", (part: Part) => void call.write(part)).on("end", () => call.end()),
      Refuse: (call: ServerDuplexStream<Part, Part>) =>
        void call.once("data", () => call.emit("error", { code: status.ALREADY_EXISTS, details: "it is here" })),
      Keep: (call: ServerDuplexStream<Part, Part>) =>
        void call.once("data", (part: Part) => {
          call.pause();
          call.write(part);
        }),
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  return server;
}

/** As many parts as are wanted, each of `size` bytes that say which it is. */
async function* parts(count: number, size: number): AsyncGenerator<Part> {
  for (let i = 0; i < count; i++) yield { bytes: Buffer.alloc(size, i) };
}

const kinds: Readonly<Record<string, (socket: string) => Channel>> = {
  "grpc-js": (socket) => new GrpcChannel(socket, codec),
  "node:http2": (socket) => new Http2Channel(socket, codec),
  "connections of their own": (socket) => new UploadChannel(socket, codec),
};

for (const [kind, open] of Object.entries(kinds)) {
  describe(`a stream of requests by ${kind}`, () => {
    let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
    let server: Server;
    let channel: Channel;
    before(async () => {
      directory = await temporaryDirectory();
      const socket = join(directory.path, "socket");
      server = await startServer(socket);
      channel = open(socket);
    });
    after(async () => {
      channel.close();
      server.forceShutdown();
      await directory[Symbol.asyncDispose]();
    });

    test("arrives whole and in order, several at once", async () => {
      const echo = async () => {
        let i = 0;
        for await (const part of channel.duplex(method("Echo"), parts(24, 300_000))) {
          const { bytes } = part as Part;
          assert.ok(Buffer.alloc(300_000, i).equals(bytes), `part ${i}`);
          i++;
        }
        return i;
      };
      assert.deepEqual(await Promise.all([echo(), echo(), echo()]), [24, 24, 24]);
    });

    test("of none ends as well", async () => {
      for await (const _ of channel.duplex(method("Echo"), parts(0, 0))) assert.fail("nothing was sent");
    });

    test("ends where the server refuses it", async () => {
      await assert.rejects(
        async () => {
          for await (const _ of channel.duplex(method("Refuse"), parts(1_000, 100_000))) assert.fail("it was refused");
        },
        { status: "ALREADY_EXISTS" },
      );
    });

    test("waits for a server that takes no more, and ends with the caller's signal", async () => {
      const controller = new AbortController();
      const reason = new Error("enough");
      let taken = 0;
      const source = async function* () {
        for await (const part of parts(1_000, 100_000)) {
          taken++;
          yield part;
        }
      };
      // Nothing tells of a window that is full, but that for a while no more is taken.
      const stalled = async () => {
        for (let seen = -1; seen !== taken; await delay(100)) seen = taken;
        controller.abort(reason);
      };
      let stall: Promise<void> | undefined;
      await assert.rejects(async () => {
        const { signal } = controller;
        for await (const _ of channel.duplex(method("Keep"), source(), { signal })) stall = stalled();
      }, reason);
      await stall;
      assert.ok(taken < 200, `${taken} parts were taken from the source`);
    });

    test("ends with the failure of its source", async () => {
      const failure = new Error("the disk is gone");
      const source = async function* () {
        yield* parts(2, 10);
        throw failure;
      };
      await assert.rejects(async () => {
        for await (const _ of channel.duplex(method("Echo"), source()));
      }, failure);
    });
  });
}

describe("an upload channel", () => {
  /** What a channel does at a socket before the server's, which counts its connections. */
  async function counted(act: (channel: Channel, relay: { count: number; cut(): Promise<void> }) => Promise<void>) {
    await using directory = await temporaryDirectory();
    const server = await startServer(join(directory.path, "server"));
    const open = new Set<Socket>();
    const relay = {
      count: 0,
      async cut() {
        const closed = [...open].map((socket) => once(socket, "close"));
        for (const socket of open) socket.destroy();
        await Promise.all(closed);
      },
    };
    const listener = createServer((socket) => {
      relay.count++;
      open.add(socket);
      const beyond = connect(join(directory.path, "server"));
      // A cut may meet either with something left to send.
      for (const end of [socket, beyond]) end.on("error", () => {});
      socket.pipe(beyond).pipe(socket);
      socket.on("close", () => {
        open.delete(socket);
        beyond.destroy();
      });
    }).listen(join(directory.path, "socket"));
    await once(listener, "listening");
    const channel = new UploadChannel(join(directory.path, "socket"), codec);
    try {
      await act(channel, relay);
    } finally {
      channel.close();
      server.forceShutdown();
      await relay.cut();
      listener.close();
      await once(listener, "close");
    }
  }

  const echo = async (channel: Channel) => {
    let bytes = 0;
    for await (const part of channel.duplex(method("Echo"), parts(3, 200_000))) bytes += (part as Part).bytes.length;
    assert.equal(bytes, 600_000);
  };

  test("makes one call after another on one connection, and those at once on several", async () => {
    await counted(async (channel, relay) => {
      for (let i = 0; i < 5; i++) await echo(channel);
      assert.equal(relay.count, 1);
      await Promise.all([echo(channel), echo(channel)]);
      assert.equal(relay.count, 2);
    });
  });

  test("takes a new connection after a call that was refused, or one that was lost", async () => {
    await counted(async (channel, relay) => {
      await assert.rejects(async () => {
        for await (const _ of channel.duplex(method("Refuse"), parts(2, 10)));
      });
      await echo(channel);
      assert.equal(relay.count, 2);
      await relay.cut();
      for (;;) {
        // It hears of its loss a moment later.
        if (
          await echo(channel).then(
            () => true,
            (error) => assert.equal(error.status, "UNAVAILABLE"),
          )
        )
          break;
        await delay(1);
      }
      assert.equal(relay.count, 3);
    });
  });
});
