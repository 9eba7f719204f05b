import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import { describe, it } from "node:test";
import { codec } from "../../../src/buildkit/codec.ts";
import { methods as wire } from "../../../src/buildkit/protocol.ts";
import { authMethods } from "../../../src/buildkit/session/auth.ts";
import { type ServeCalls, serveSession } from "../../../src/buildkit/session/serve.ts";
import { serveByFrames } from "../../../src/buildkit/session/serve-by-frames.ts";
import { serveByLibrary } from "../../../src/buildkit/session/serve-by-library.ts";
import type { SessionMethod } from "../../../src/buildkit/session/session-call.ts";
import type { Method } from "../../../src/rpc/channel.ts";
import { Http2Channel } from "../../../src/rpc/http2-channel.ts";
import { frame } from "../../../src/rpc/message-framer.ts";
import { RawCodec } from "../../../src/rpc/raw-codec.ts";
import { RpcError } from "../../../src/rpc/rpc-error.ts";
import { until } from "../../support/condition.ts";
import { socketPair } from "../../support/socket-pair.ts";

const path = "/test.Words/Call";
const raw: Method = { path, request: "", response: "" };

/** Both ways that there are, whichever this runtime takes. */
const ways: Readonly<Record<string, ServeCalls>> = { "node:http2": serveByLibrary, "our own frames": serveByFrames };

/** A session that serves one method, and BuildKit's end of it. */
async function session(serve: SessionMethod, way?: ServeCalls) {
  const pair = await socketPair();
  const served = serveSession(pair.there, new Map([[path, serve]]), way);
  const channel = new Http2Channel(() => pair.here, new RawCodec());
  return {
    ...{ pair, served, channel },
    async [Symbol.asyncDispose]() {
      channel.close();
      served.close();
      await served.closed;
      await pair[Symbol.asyncDispose]();
    },
  };
}

async function* words(...texts: readonly string[]): AsyncGenerator<object> {
  for (const text of texts) yield Buffer.from(text);
}

async function answers(channel: Http2Channel, ...texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const answer of channel.duplex(raw, words(...texts))) found.push(`${answer}`);
  return found;
}

for (const [kind, way] of Object.entries(ways)) {
  describe(`a session by ${kind}`, () => {
    const served = (serve: SessionMethod) => session(serve, way);

    it("carries messages both ways, and many frames in one write", async () => {
      await using world = await served(async ({ messages, send, sendFrames }) => {
        for await (const message of messages) await send(message);
        await sendFrames(Buffer.concat([frame(Buffer.from("and")), frame(Buffer.from("out"))]));
      });
      assert.deepEqual(await answers(world.channel, "a", "b"), ["a", "b", "and", "out"]);
    });

    it("keeps the values of a header apart", async () => {
      let seen: readonly string[] | undefined;
      await using world = await served(async ({ metadata }) => {
        seen = metadata.get("followpaths");
      });
      const metadata = { followpaths: ["a, b", "c"] };
      for await (const _ of world.channel.duplex(raw, words(), { metadata }));
      assert.deepEqual(seen, ["a, b", "c"]);
    });

    it("tells the status of what a method throws, and that of any other error as UNKNOWN", async () => {
      const errors: Error[] = [new RpcError("NOT_FOUND", "no 100 % such ☂", { path }), new Error("it broke")];
      await using world = await served(async () => {
        throw errors.shift();
      });
      const fails = (status: string, message: string) => (error: unknown) =>
        error instanceof RpcError && error.status === status && error.message === message;
      await assert.rejects(answers(world.channel), fails("NOT_FOUND", "no 100 % such ☂"));
      await assert.rejects(answers(world.channel), fails("UNKNOWN", "it broke"));
    });

    it("refuses what it does not serve, and says that it is well", async () => {
      await using world = await served(async () => {});
      const absent = world.channel.unary({ ...raw, path: "/test.Words/Absent" }, Buffer.alloc(0));
      await assert.rejects(absent, (error) => error instanceof RpcError && error.status === "UNIMPLEMENTED");
      const health = await world.channel.unary({ ...raw, path: wire.health.check.path }, Buffer.alloc(0));
      assert.deepEqual(codec.decode(wire.health.check.response, health as Uint8Array), { status: "SERVING" });
    });

    it("ends a call while BuildKit would still send", async () => {
      await using world = await served(async ({ messages, send }) => {
        for await (const message of messages) {
          await send(message);
          return;
        }
      });
      const forever = async function* () {
        yield Buffer.from("first");
        await new Promise(() => {});
      };
      const found: string[] = [];
      const calls = world.channel.duplex(raw, forever())[Symbol.asyncIterator]();
      found.push(`${(await calls.next()).value}`);
      assert.deepEqual(found, ["first"]);
      assert.deepEqual(await answers(world.channel, "next call"), ["next call"]);
    });

    it("lets a sender wait for a reader that does not read", async () => {
      let sent = 0;
      const piece = new Uint8Array(1 << 20);
      await using world = await served(async ({ send }) => {
        for (; sent < 40; sent++) await send(piece);
      });
      const client = http2.connect("http://localhost", { createConnection: () => world.pair.here });
      const stream = client.request({ ":method": "POST", ":path": path, "content-type": "application/grpc" });
      stream.end();
      await once(stream, "response");
      await until("some are on their way", () => sent >= 3);
      // Whoever does not wait sends them all in this time.
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
      assert.ok(sent < 16, `${sent} MiB are in memory`);
      stream.resume();
      await once(stream, "end");
      assert.equal(sent, 40);
      client.destroy();
    });

    it("aborts a call that BuildKit gives up", async () => {
      let reason: unknown;
      let isRunning = false;
      await using world = await served(async ({ signal }) => {
        isRunning = true;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        reason = signal.reason;
        signal.throwIfAborted();
      });
      const stop = new AbortController();
      const call = world.channel.unary(raw, Buffer.alloc(0), { signal: stop.signal });
      call.catch(() => {}); // Awaited below.
      await until("it runs", () => isRunning);
      stop.abort(new Error("enough"));
      await assert.rejects(call, /enough/);
      await until("it is aborted", () => reason !== undefined);
      assert.ok(reason instanceof Error);
    });

    it("aborts its calls when its connection ends, whoever ends it", async () => {
      for (const end of ["here", "there"] as const) {
        let isRunning = false;
        let isAborted = false;
        await using world = await served(async ({ messages }) => {
          isRunning = true;
          try {
            for await (const _ of messages);
          } catch (error) {
            isAborted = true;
            throw error;
          }
        });
        const forever = async function* () {
          await new Promise(() => {});
          yield {};
        };
        const call = world.channel.duplex(raw, forever())[Symbol.asyncIterator]().next();
        call.catch(() => {}); // Awaited below.
        await until("it runs", () => isRunning);
        world.pair[end].destroy();
        await assert.rejects(call);
        await until("it is aborted", () => isAborted);
        await world.served.closed;
      }
    });

    it("carries what is larger than all windows both ways", async () => {
      const bytes = Buffer.alloc(12 << 20, "0123456789abcde");
      await using world = await served(async ({ messages, send }) => {
        for await (const message of messages) await send(message);
      });
      const found: Buffer[] = [];
      const requests = async function* () {
        yield bytes;
      };
      for await (const answer of world.channel.duplex(raw, requests())) found.push(answer as Buffer);
      assert.deepEqual(
        found.map((answer) => answer.equals(bytes)),
        [true],
      );
    });

    it("takes headers of any length, in whatever form calls before them have left", async () => {
      const seen: unknown[] = [];
      await using world = await served(async ({ metadata }) => {
        seen.push(metadata.get("exclude-patterns"));
      });
      const patterns = Array.from({ length: 700 }, (_, index) => `${"directory/".repeat(4)}${index}/**`);
      for (const some of [patterns, ["one"], patterns.toReversed()]) {
        for await (const _ of world.channel.duplex(raw, words(), { metadata: { "exclude-patterns": some } }));
      }
      assert.deepEqual(seen, [patterns, ["one"], patterns.toReversed()]);
    });
  });
}

describe("logins in a session", () => {
  async function credentials(host: string) {
    const logins = authMethods(async (domain) => {
      if (domain === "docker.io") return { username: "user", password: "word" };
      if (domain === "token.example.com") return { username: "ignored", password: "", identityToken: "token" };
      return undefined;
    });
    await using world = await session(logins.get(wire.auth.credentials.path)!);
    const request = codec.encode(wire.auth.credentials.request, { host });
    return codec.decode(wire.auth.credentials.response, (await world.channel.unary(raw, request)) as Uint8Array);
  }

  it("know Docker Hub by the name that BuildKit has for it", async () => {
    assert.deepEqual(await credentials("registry-1.docker.io"), { username: "user", secret: "word" });
  });

  it("are a token without a user where that is what was kept", async () => {
    assert.deepEqual(await credentials("token.example.com"), { username: "", secret: "token" });
  });

  it("are empty for whoever has none", async () => {
    assert.deepEqual(await credentials("example.com"), { username: "", secret: "" });
  });
});
