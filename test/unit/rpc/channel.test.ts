import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { Channel, Method } from "../../../src/rpc/channel.ts";
import { Codec } from "../../../src/rpc/codec.ts";
import { GrpcChannel } from "../../../src/rpc/grpc-channel.ts";
import { Http2Channel } from "../../../src/rpc/http2-channel.ts";
import { RpcError } from "../../../src/rpc/rpc-error.ts";
import { SocketChannel } from "../../../src/rpc/socket-channel.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const codec = new Codec({ "test.Text": "text:1:string" });
const method = (name: string): Method => ({ path: `/test.Words/${name}`, request: "test.Text", response: "test.Text" });

/** A real gRPC server: `Echo` answers what it is asked, `Fail` with it as an error, `Hang` never; `Count` and `Repeat` are streams. */
async function startServer(socket: string): Promise<Server> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const coders = {
    requestSerialize: (value: object) => codec.encode("test.Text", value),
    requestDeserialize: (bytes: Buffer) => codec.decode("test.Text", bytes) as { text: string },
    responseSerialize: (value: object) => codec.encode("test.Text", value),
    responseDeserialize: (bytes: Buffer) => codec.decode("test.Text", bytes) as { text: string },
  };
  const unary = (name: string) => ({ path: method(name).path, requestStream: false, responseStream: false, ...coders });
  const stream = (name: string) => ({ ...unary(name), responseStream: true });
  server.addService(
    {
      Echo: unary("Echo"),
      Fail: unary("Fail"),
      Hang: unary("Hang"),
      Count: stream("Count"),
      Repeat: stream("Repeat"),
    },
    {
      Echo: ({ request }: Call, answer: Answer) => answer(null, request),
      Fail: ({ request }: Call, answer: Answer) => answer({ code: status.NOT_FOUND, details: request.text }),
      Hang: () => {},
      Count: (call: StreamCall) => {
        for (const text of call.request.text) call.write({ text });
        call.end();
      },
      Repeat: (call: StreamCall) => {
        for (let left = Number(call.request.text); left > 0; left--) call.write({ text: "r".repeat(1_000_000) });
        call.end();
      },
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  return server;
}

type Call = { readonly request: { readonly text: string } };
type StreamCall = Call & { write(value: object): void; end(): void };
type Answer = (error: object | null, value?: object) => void;

const kinds: Readonly<Record<string, (socket: string) => Channel>> = {
  "grpc-js": (socket) => new GrpcChannel(socket, codec),
  "node:http2": (socket) => new Http2Channel(socket, codec),
  "a socket alone": (socket) => new SocketChannel(socket, codec, async () => new Http2Channel(socket, codec)),
};

for (const [kind, open] of Object.entries(kinds)) {
  describe(`a channel by ${kind}`, () => {
    let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
    let server: Server;
    let socket: string;
    let channel: Channel;

    before(async () => {
      directory = await temporaryDirectory();
      socket = join(directory.path, "socket");
      server = await startServer(socket);
      channel = open(socket);
    });
    after(async () => {
      channel.close();
      server.forceShutdown();
      await directory[Symbol.asyncDispose]();
    });

    const echo = async (text: string) => await channel.unary(method("Echo"), { text });
    const failure = async (call: Promise<unknown>) => {
      const error = await call.then(
        () => assert.fail("it did not fail"),
        (reason: unknown) => reason,
      );
      return error instanceof RpcError ? { status: error.status, message: error.message } : error;
    };

    for (const length of [0, 1, 200, 20_000, 200_000, 5_000_000]) {
      test(`carries ${length} bytes both ways`, async () => {
        const text = "x".repeat(length);
        assert.deepEqual(await echo(text), { text });
      });
    }

    test("carries many calls at once", async () => {
      const texts = Array.from({ length: 200 }, (_, i) => `${i} ${"y".repeat(i * 10)}`);
      assert.deepEqual(
        await Promise.all(texts.map(echo)),
        texts.map((text) => ({ text })),
      );
    });

    test("fails with the server's status and words, whatever letters are in them", async () => {
      const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => i + 32));
      for (const text of ["no such image: nginx", printable, "schön: 容器 🐳\n"]) {
        assert.deepEqual(await failure(channel.unary(method("Fail"), { text })), {
          status: "NOT_FOUND",
          message: text,
        });
      }
    });

    test("gives up at the deadline", async () => {
      const hanging = channel.unary(method("Hang"), { text: "" }, { deadlineMs: 20 });
      assert.equal(((await failure(hanging)) as RpcError).status, "DEADLINE_EXCEEDED");
      assert.deepEqual(await echo("next"), { text: "next" });
    });

    test("gives up where its signal is aborted, with the signal's reason", async () => {
      const controller = new AbortController();
      const hanging = failure(channel.unary(method("Hang"), { text: "" }, { signal: controller.signal }));
      const reason = new Error("enough");
      await echo("in between");
      controller.abort(reason);
      assert.equal(await hanging, reason);
      assert.equal(await failure(channel.unary(method("Echo"), { text: "" }, { signal: controller.signal })), reason);
    });

    test("carries streams", async () => {
      const texts: unknown[] = [];
      for await (const message of channel.serverStream(method("Count"), { text: "abc" })) texts.push(message);
      assert.deepEqual(texts, [{ text: "a" }, { text: "b" }, { text: "c" }]);
    });

    test("carries streams longer than any window, at the reader's pace, and ends one that nobody reads on", async () => {
      let count = 0;
      for await (const _ of channel.serverStream(method("Count"), { text: "z".repeat(10_000) })) count++;
      assert.equal(count, 10_000);
      let bytes = 0;
      for await (const { text } of channel.serverStream(method("Repeat"), { text: "40" }) as AsyncIterable<{
        text: string;
      }>) {
        bytes += text.length;
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(bytes, 40_000_000);
      for await (const _ of channel.serverStream(method("Repeat"), { text: "40" })) break;
      assert.deepEqual(await echo("next"), { text: "next" });
    });

    test("fails the calls of a server that goes away, and finds the next one", async () => {
      const hanging = channel.unary(method("Hang"), { text: "" });
      const failed = assert.rejects(hanging, { name: "RpcError", status: /UNAVAILABLE|CANCELLED/, isUnseen: false });
      await echo("in between");
      server.forceShutdown();
      await failed;
      const isUnseen = kind === "a socket alone"; // The others do not say.
      await assert.rejects(echo("nobody"), { status: "UNAVAILABLE", isUnseen });
      server = await startServer(socket);
      for (;;) {
        const answer = await echo("again").catch(() => undefined); // grpc-js waits before it connects anew.
        if (answer !== undefined) return assert.deepEqual(answer, { text: "again" });
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  });
}
