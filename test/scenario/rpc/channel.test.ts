import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { getEventListeners, once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { codec, Engine } from "../../../src/engine/engine.ts";
import { methods } from "../../../src/engine/protocol.ts";
import type { Channel } from "../../../src/rpc/channel.ts";
import { GrpcChannel } from "../../../src/rpc/grpc-channel.ts";
import { Http2Channel } from "../../../src/rpc/http2-channel.ts";
import { until } from "../../support/condition.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const channels: Readonly<Record<string, (path: string) => Channel>> = {
  "node:http2": (path) => new Http2Channel(path, codec),
  "grpc-js": (path) => new GrpcChannel(path, codec),
};

let server: TestEngine;
before(async () => {
  server = await startEngine();
});
after(() => server[Symbol.asyncDispose]());

/** Whatever connects to it waits for ever. */
async function silentServer() {
  const directory = await temporaryDirectory();
  const path = join(directory.path, "silent.sock");
  const sockets = new Set<{ destroy(): void }>();
  const silent = createServer((socket) => sockets.add(socket)).listen(path);
  await once(silent, "listening");
  const dispose = async () => {
    for (const socket of sockets) socket.destroy();
    silent.close();
    await directory[Symbol.asyncDispose]();
  };
  return { path, [Symbol.asyncDispose]: dispose };
}

for (const [name, open] of Object.entries(channels)) {
  const connect = (path = server.address) => {
    const channel = open(path);
    return {
      channel,
      engine: new Engine(channel, { namespace: "default", snapshotter: "overlayfs" }),
      [Symbol.dispose]: () => channel.close(),
    };
  };
  const version = methods.version.version;
  const subscribe = methods.events.subscribe;

  describe(`a channel by ${name}`, () => {
    test("answers a call", async () => {
      using connection = connect();
      const { version } = await connection.engine.introspection.version();
      assert.match(version, /^v?[12]\./);
    });

    test("carries the namespace with every call", async () => {
      using connection = connect();
      const { engine } = connection;
      const namespace = `carried-${name.replace(/\W/g, "")}`;
      await engine.namespaces.create(namespace, { "a/b": "ü%25" });
      await engine.inNamespace(namespace).leases.create("only-here");
      assert.deepEqual(
        (await engine.inNamespace(namespace).leases.list()).map(({ id }) => id),
        ["only-here"],
      );
      assert.deepEqual(await engine.leases.list(), []);
      assert.deepEqual((await engine.namespaces.get(namespace)).labels, { "a/b": "ü%25" });
    });

    test("carries a hundred calls at once", async () => {
      using connection = connect();
      const calls = Array.from({ length: 100 }, () => connection.engine.introspection.version());
      assert.equal(new Set((await Promise.all(calls)).map(({ version }) => version)).size, 1);
    });

    test("lets a command's many calls share its signal, and leaves no listener on it", async () => {
      using connection = connect();
      const { signal } = new AbortController();
      const warnings: Error[] = [];
      const warned = (warning: Error) => warnings.push(warning);
      process.on("warning", warned);
      try {
        const calls = Array.from({ length: 30 }, () => connection.engine.introspection.version({ signal }));
        await Promise.all(calls);
      } finally {
        process.off("warning", warned);
      }
      assert.deepEqual(warnings, []);
      assert.deepEqual(getEventListeners(signal, "abort"), []);
    });

    test("moves 30 MB into the engine and out again", async () => {
      using connection = connect();
      const { content } = connection.engine;
      const bytes = randomBytes(30_000_000);
      const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
      const chunks = function* () {
        for (let at = 0; at < bytes.length; at += 777_777) yield bytes.subarray(at, at + 777_777);
      };
      const ingest = {
        ref: `large-${digest}`,
        expected: digest,
        total: bytes.length,
        labels: { "containerd.io/gc.root": "test" },
      };
      assert.equal(await content.write(ingest, chunks()), "stored");
      assert.ok((await content.bytes(digest)).equals(bytes));
      assert.ok((await content.list()).some((info) => info.digest === digest && info.size === bytes.length));
      await content.delete(digest);
    });

    test("ends a stream where its reader leaves it, and serves the next call", async () => {
      using connection = connect();
      const { engine } = connection;
      const making = async () => {
        for (let i = 0; i < 3; i++) await engine.namespaces.create(`made-${i}-${name.replace(/\W/g, "")}`);
      };
      const topics: string[] = [];
      const events = engine.events.subscribe(['topic=="/namespaces/create"'])[Symbol.asyncIterator]();
      const first = events.next();
      await making();
      topics.push((await first).value!.topic);
      await events.return?.();
      assert.deepEqual(topics, ["/namespaces/create"]);
      assert.ok((await engine.introspection.version()).version);
    });

    const failures: readonly [code: string, call: (engine: Engine) => Promise<unknown>, message: RegExp][] = [
      ["NOT_FOUND", (engine) => engine.containers.get("nobody"), /nobody/],
      ["NOT_FOUND", (engine) => engine.content.bytes(`sha256:${"0".repeat(64)}`), /not found/],
      ["ALREADY_EXISTS", (engine) => engine.namespaces.create("twice"), /"?twice"?/],
      ["INVALID_VALUE", (engine) => engine.namespaces.create("no/namé"), /no\/nam/],
      ["ENGINE_FAILED", (engine) => engine.snapshots().prepare("", ""), /./],
    ];
    test("gives every failure its code and the engine's own words", async () => {
      using connection = connect();
      await connection.engine.namespaces.create("twice").catch(() => {});
      for (const [code, call, message] of failures)
        await assert.rejects(call(connection.engine), { name: "NerdError", code, message });
    });

    test("ends an upload with the error of its source", async () => {
      using connection = connect();
      const { content } = connection.engine;
      const reason = new Error("the source is broken");
      async function* broken() {
        yield Buffer.from("begun");
        throw reason;
      }
      const ingest = { ref: `broken-${name}`, expected: "" };
      await assert.rejects(content.write(ingest, broken()), (error) => error === reason);
    });

    test("gives up where the deadline is over", async () => {
      await using silent = await silentServer();
      using connection = connect(silent.path);
      using stream = connect();
      const late = { code: "TIMED_OUT" };
      await assert.rejects(connection.engine.introspection.version({ deadlineMs: 100 }), late);
      await assert.rejects(async () => {
        for await (const _event of stream.engine.events.subscribe([], { deadlineMs: 100 }));
      }, late);
    });

    test("does not begin what is aborted already", async () => {
      await using silent = await silentServer();
      using connection = connect(silent.path);
      const reason = new Error("changed my mind");
      const signal = AbortSignal.abort(reason);
      const is = (error: unknown) => error === reason;
      await assert.rejects(connection.channel.unary(version, {}, { signal }), is);
      await assert.rejects(async () => {
        for await (const _reply of connection.channel.serverStream(subscribe, {}, { signal }));
      }, is);
    });

    test("stops what is aborted while it waits, for the reason that was given", async () => {
      await using silent = await silentServer();
      using connection = connect(silent.path);
      using stream = connect();
      const reason = new Error("changed my mind");
      const is = (error: unknown) => error === reason;
      const controller = new AbortController();
      const { signal } = controller;
      const calls = [
        connection.channel.unary(version, {}, { signal }),
        (async () => {
          for await (const _reply of stream.channel.serverStream(subscribe, {}, { signal }));
        })(),
      ];
      setTimeout(() => controller.abort(reason), 50);
      for (const call of calls) await assert.rejects(call, is);
      assert.ok((await stream.engine.introspection.version()).version);
    });

    test("says that nobody is there", async () => {
      await using directory = await temporaryDirectory();
      using connection = connect(join(directory.path, "none.sock"));
      await assert.rejects(connection.engine.introspection.version(), { code: "ENGINE_UNAVAILABLE" });
      await assert.rejects(
        async () => {
          for await (const _event of connection.engine.events.subscribe());
        },
        { code: "ENGINE_UNAVAILABLE" },
      );
    });
  });

  test(`by ${name}, a call that waits while the engine is killed fails, and the channel finds the engine's successor`, async () => {
    await using mortal = await startEngine();
    using connection = connect(mortal.address);
    const { engine } = connection;
    await engine.introspection.version();
    const events = engine.events.subscribe()[Symbol.asyncIterator]();
    const next = events.next();
    next.catch(() => {}); // Asserted below.
    await engine.introspection.version(); // Answered after the subscription: it is there by now.
    await mortal.kill9();
    await assert.rejects(next, { code: "ENGINE_UNAVAILABLE" });
    await assert.rejects(engine.introspection.version(), { code: "ENGINE_UNAVAILABLE" });
    await mortal.restart();
    await untilAnswered(engine);
  });
}

/** grpc-js waits a moment before it connects again. */
async function untilAnswered(engine: Engine): Promise<void> {
  await until("the engine answers", () =>
    engine.introspection.version().then(
      () => true,
      () => false,
    ),
  );
}
