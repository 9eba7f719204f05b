import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { until } from "../../support/condition.ts";
import { driverLogger } from "./driver-logger.ts";
import { logDirectory } from "./running-logger.ts";

async function udpServer(host = "127.0.0.1") {
  const socket = createSocket(host === "::1" ? "udp6" : "udp4");
  const messages: string[] = [];
  socket.on("message", (message) => messages.push(message.toString("latin1")));
  socket.bind(0, host);
  await once(socket, "listening");
  return {
    address: `udp://${host === "::1" ? `[${host}]` : host}:${socket.address().port}`,
    messages,
    [Symbol.dispose]: () => void socket.close(),
  };
}

async function streamServer(path: string) {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => void socket.on("data", (chunk) => chunks.push(chunk)));
  server.listen(path);
  await once(server, "listening");
  return { text: () => Buffer.concat(chunks).toString(), [Symbol.dispose]: () => void server.close() };
}

const date = /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/.source;

/** RFC 3164's date of now, in this machine's time zone. */
function dateOf(now: Date): string {
  const [, month, day] = now.toString().split(" ");
  return `${month} ${String(Number(day)).padStart(2)} ${String(now.getHours()).padStart(2, "0")}:`;
}

describe("the syslog driver", () => {
  test("sends a datagram for each line, by RFC 3164, with the stream's severity", async () => {
    await using directory = await logDirectory();
    using server = await udpServer();
    const options = { "syslog-address": server.address, "syslog-facility": "local1", tag: "{{.Name}}/{{.ID}}" };
    await using logger = await driverLogger(directory, { driver: "syslog", options });
    const { pid } = logger.process;
    await logger.write("stdout", "one\n");
    await until("the line", () => server.messages.length === 1);
    await logger.write("stderr", "two, no newline");
    await logger.end();
    await until("both", () => server.messages.length === 2);
    assert.match(server.messages[0]!, new RegExp(`^<142>${date} web/c0ffee000000\\[${pid}\\]: one\n$`));
    assert.match(server.messages[1]!, new RegExp(`^<139>${date} web/c0ffee000000\\[${pid}\\]: two, no newline\n$`));
    const hours = [dateOf(new Date()), dateOf(new Date(Date.now() - 60_000))];
    assert.ok(
      hours.some((hour) => server.messages[0]!.startsWith(`<142>${hour}`)),
      server.messages[0],
    );
  });

  test("names the host by rfc3164, and writes RFC 5424 down to microseconds", async () => {
    for (const [format, expected] of [
      ["rfc3164", `<30>${date} ${hostname()} c0ffee000000\\[\\d+\\]: `],
      ["rfc5424", `<30>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ ${hostname()} c0ffee000000 \\d+ c0ffee000000 - `],
      ["rfc5424micro", `<30>1 \\S{19}\\.\\d{6}Z ${hostname()} c0ffee000000 \\d+ c0ffee000000 - `],
    ] as const) {
      await using directory = await logDirectory();
      using server = await udpServer();
      const options = { "syslog-address": server.address, "syslog-format": format };
      await using logger = await driverLogger(directory, { driver: "syslog", options });
      await logger.write("stdout", "text\n");
      await logger.end();
      await until("the line", () => server.messages.length === 1);
      assert.match(server.messages[0]!, new RegExp(`^${expected}text\n$`));
    }
  });

  test("reaches a server by its IPv6 address, and by its name", async () => {
    for (const name of ["[::1]", "localhost"]) {
      await using directory = await logDirectory();
      const { address } = await lookup(name.replace(/[[\]]/g, ""));
      using server = await udpServer(address);
      const options = { "syslog-address": server.address.replace(/\/\/.*(?=:\d+$)/, `//${name}`) };
      await using logger = await driverLogger(directory, { driver: "syslog", options });
      await logger.write("stdout", "text\n");
      await logger.end();
      await until("the line", () => server.messages.length === 1);
    }
  });

  test("writes each line down a connection", async () => {
    await using directory = await logDirectory();
    const path = join(directory.path, "syslog.sock");
    using server = await streamServer(path);
    const options = { "syslog-address": `unix://${path}` };
    await using logger = await driverLogger(directory, { driver: "syslog", options });
    const numbers = Array.from({ length: 20_000 }, (_, index) => `${index}\n`).join("");
    await logger.write("stdout", numbers);
    await logger.end();
    await until("all lines", () => server.text().endsWith(": 19999\n"));
    assert.equal(server.text().replace(/^.*\]: /gm, ""), numbers);
  });

  test("does not hold the container up where there is no server", async () => {
    await using directory = await logDirectory();
    for (const scheme of ["unix", "unixgram"]) {
      const options = { "syslog-address": `${scheme}://${directory.path}/none.sock` };
      await using logger = await driverLogger(directory, { driver: "syslog", options });
      await logger.write("stdout", "line\n".repeat(100_000));
      assert.equal(await logger.end(), 0);
    }
  });
});
