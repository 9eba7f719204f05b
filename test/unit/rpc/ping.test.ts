import assert from "node:assert/strict";
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Channel } from "../../../src/rpc/channel.ts";
import { Codec } from "../../../src/rpc/codec.ts";
import { frame } from "../../../src/rpc/message-framer.ts";
import { SocketChannel } from "../../../src/rpc/socket-channel.ts";
import { UploadChannel } from "../../../src/rpc/upload-channel.ts";
import { until } from "../../support/condition.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const codec = new Codec({ "test.Text": "text:1:string" });
const echo = { path: "/test.Words/Echo", request: "test.Text", response: "test.Text" };

/** An HTTP/2 server that asks with each message, as gRPC's of Go does, and tells what it saw, in order. */
async function askingServer(socket: string, answer: (stream: ServerHttp2Stream) => void) {
  const seen: string[] = [];
  let pings = 0;
  let answered = () => {};
  const first = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on("session", (session) => void sessions.add(session));
  server.on("stream", (stream: ServerHttp2Stream) => {
    const name = `ping ${++pings}`;
    stream.session?.ping((error) => {
      seen.push(error === null ? name : `${name} lost`);
      answered();
    });
    stream.on("error", () => {});
    answer(stream);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const close = async () => {
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { seen, first, [Symbol.asyncDispose]: close };
}

/** The message that it was asked with, and status 0. */
function echoes(stream: ServerHttp2Stream): void {
  stream.respond({ "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(frame(codec.encode("test.Text", { text: "answer" })));
}

const none = async (): Promise<Channel> => assert.fail("no other channel");

describe("a server that asks how far it is", () => {
  test("waits behind the answers to small calls, and is answered each time", async () => {
    await using directory = await temporaryDirectory();
    const socket = join(directory.path, "socket");
    await using server = await askingServer(socket, echoes);
    const channel = new SocketChannel(socket, codec, none);
    for (const call of ["call 1", "call 2"]) {
      assert.deepEqual(await channel.unary(echo, { text: "question" }), { text: "answer" });
      server.seen.push(call);
    }
    await until("both are answered", () => server.seen.length === 4);
    assert.equal(server.seen[0], "call 1");
    assert.deepEqual(server.seen.toSorted(), ["call 1", "call 2", "ping 1", "ping 2"]);
    channel.close();
  });

  test("is answered at once while a large request goes on, since its windows depend on it", {
    timeout: 60_000,
  }, async (t) => {
    await using directory = await temporaryDirectory();
    const socket = join(directory.path, "socket");
    await using server = await askingServer(socket, (stream) => void stream.resume().on("end", () => echoes(stream)));
    const channel = new UploadChannel(socket, codec);
    // Whoever waits for a time waits for ever.
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const requests = (async function* () {
      yield { text: "first" };
      await server.first;
      server.seen.push("last");
      yield { text: "last" };
    })();
    for await (const message of channel.duplex(echo, requests)) assert.deepEqual(message, { text: "answer" });
    assert.deepEqual(server.seen, ["ping 1", "last"]);
    channel.close();
  });

  test("keeps nobody from leaving", async () => {
    await using directory = await temporaryDirectory();
    const socket = join(directory.path, "socket");
    await using server = await askingServer(socket, echoes);
    const channel = new SocketChannel(socket, codec, none);
    await channel.unary(echo, { text: "question" });
    channel.close();
    await until("the server sees that it has gone", () => server.seen.includes("ping 1 lost"));
  });
});
