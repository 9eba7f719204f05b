import assert from "node:assert/strict";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { upgradedSocket } from "../../../src/buildkit/connection/upgrade.ts";
import { ownedDirectory } from "../../support/owned-directory.ts";

/** A daemon that is not one: what it is asked, and how it answers. */
async function daemon(answer: (socket: Socket) => void | Promise<void>) {
  const directory = await ownedDirectory("nerdsh-test-");
  const path = join(directory, "daemon.sock");
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes: Buffer) => {
      asked.push(bytes.toString());
      void answer(socket);
    });
  });
  server.listen(path);
  await once(server, "listening");
  return {
    path,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      await rm(directory, { recursive: true });
    },
  };
}

const agreed = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n\r\n";

describe("a connection that dockerd upgrades", () => {
  it("begins where the answer's head ends, however that was cut", async () => {
    await using server = await daemon(async (socket) => {
      const bytes = Buffer.from(`${agreed}first`);
      for (const byte of bytes) await new Promise((written) => socket.write(Buffer.of(byte), written));
    });
    const stream = await upgradedSocket(server.path, "/grpc", { one: "1", many: ["a, b", "c"] });
    let text = "";
    for await (const bytes of stream) {
      text += String(bytes);
      if (text.length >= 5) break;
    }
    assert.equal(text, "first");
    assert.match(server.asked[0]!, /^POST \/grpc HTTP\/1\.1\r\n[\s\S]*\r\none: 1\r\nmany: a, b\r\nmany: c\r\n\r\n$/);
  });

  it("is refused with what the daemon says", async () => {
    const cases = [
      ["HTTP/1.1 404 Not Found\r\n\r\n", "UNIMPLEMENTED", "dockerd answers with status 404: /session"],
      ["HTTP/1.1 503 Busy\r\n\r\n", "UNAVAILABLE", "dockerd answers with status 503: /session"],
      ["hello\r\n\r\n", "UNAVAILABLE", "dockerd speaks no HTTP: /session"],
      ["", "UNAVAILABLE", "dockerd closes the connection: /session"],
    ] as const;
    for (const [text, status, message] of cases) {
      await using server = await daemon((socket) => void socket.end(text));
      await assert.rejects(upgradedSocket(server.path, "/session"), { status, message });
    }
    await assert.rejects(upgradedSocket("/nowhere/daemon.sock", "/grpc"), { code: "ENOENT" });
  });

  it("is given up where its signal aborts", async () => {
    const giveUp = new AbortController();
    await using server = await daemon(() => giveUp.abort(new Error("enough")));
    await assert.rejects(upgradedSocket(server.path, "/grpc", {}, giveUp.signal), { message: "enough" });
  });
});
