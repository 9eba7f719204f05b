import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { until } from "../../support/condition.ts";
import { driverLogger, subject } from "./driver-logger.ts";
import { MessagePackReader } from "./message-pack.ts";
import { logDirectory } from "./running-logger.ts";

type Message = [tag: string, time: unknown, record: Record<string, string>];

/** A server that speaks as much of the forward protocol as a client without acknowledgements needs. */
async function forwardServer(where: { path: string } | { port: number }) {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (chunk) => chunks.push(chunk)).on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen("path" in where ? where : { ...where, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    messages(): Message[] {
      const reader = new MessagePackReader(Buffer.concat(chunks));
      const found: Message[] = [];
      try {
        while (!reader.isAtEnd) found.push(reader.value() as Message);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error; // The rest of the last one is still to come.
      }
      return found;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

describe("the fluentd driver", () => {
  test("sends a message for each line, with container, stream and what was asked for", async () => {
    await using directory = await logDirectory();
    await using server = await forwardServer({ port: 0 });
    const options = {
      "fluentd-address": `127.0.0.1:${server.port}`,
      tag: "nerd.{{.Name}}",
      labels: "team",
      env: "STAGE",
    };
    await using logger = await driverLogger(directory, { driver: "fluentd", options });
    await logger.write("stdout", "one\n");
    await until("the line", () => server.messages().length === 1);
    await logger.write("stderr", Buffer.from("caf\xe9 \0", "latin1"));
    await logger.end();
    await until("both lines", () => server.messages().length === 2);
    const [first, second] = server.messages();
    const same = { team: "blue", STAGE: "test", container_id: subject.id, container_name: "/web" };
    assert.deepEqual([first![0], first![2]], ["nerd.web", { ...same, source: "stdout", log: "one" }]);
    assert.ok(Math.abs(Number(first![1]) - Date.now() / 1000) < 60);
    assert.deepEqual(second![2], { ...same, source: "stderr", partial_message: "true", log: "caf\xe9 \0" });
  });

  test("tells nanoseconds where it is asked to, and reaches a socket file", async () => {
    await using directory = await logDirectory();
    const path = join(directory.path, "forward.sock");
    await using server = await forwardServer({ path });
    const options = { "fluentd-address": `unix://${path}`, "fluentd-sub-second-precision": "true" };
    await using logger = await driverLogger(directory, { driver: "fluentd", options });
    await logger.write("stdout", "now\n");
    await logger.end();
    await until("the line", () => server.messages().length === 1);
    const time = server.messages()[0]![1] as { seconds: number; nanoseconds: number };
    assert.ok(Math.abs(time.seconds - Date.now() / 1000) < 60);
  });

  test("waits for a server that comes late, and loses no line", async () => {
    await using directory = await logDirectory();
    const path = join(directory.path, "late.sock");
    await using logger = await driverLogger(directory, {
      driver: "fluentd",
      options: { "fluentd-address": `unix://${path}` },
    });
    const numbers = Array.from({ length: 20_000 }, (_, index) => `${index}\n`);
    const written = logger.write("stdout", numbers.join(""));
    await using server = await forwardServer({ path });
    await written;
    await logger.end();
    await until("all lines", () => server.messages().length === numbers.length);
    assert.equal(
      server
        .messages()
        .map(([, , { log }]) => `${log}\n`)
        .join(""),
      numbers.join(""),
    );
  });

  test("holds nobody up with fluentd-async, and sends what it kept once there is a server", async () => {
    await using directory = await logDirectory();
    const path = join(directory.path, "late.sock");
    const options = { "fluentd-address": `unix://${path}`, "fluentd-async": "true" };
    await using logger = await driverLogger(directory, { driver: "fluentd", options });
    await logger.write("stdout", "early\n");
    await logger.write("stdout", `${"x".repeat(99)}\n`.repeat(40_000)); // More than is kept, and nobody takes it.
    await using server = await forwardServer({ path });
    await until("what was kept", () => server.messages().length > 0);
    assert.equal(server.messages()[0]![2]["log"], "early");
    await logger.end();
  });

  test("gives up after fluentd-max-retries, and ends soon after the container without a server", async () => {
    await using directory = await logDirectory();
    const options = { "fluentd-address": `unix://${directory.path}/none.sock`, "fluentd-max-retries": "0" };
    await using logger = await driverLogger(directory, { driver: "fluentd", options });
    await logger.write("stdout", "line\n".repeat(200_000));
    assert.equal(await logger.end(), 0);
  });
});
