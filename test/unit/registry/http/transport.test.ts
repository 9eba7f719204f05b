import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import { noTlsFiles } from "../../../../src/registry/hosts/registry-host.ts";
import { readAll } from "../../../../src/registry/http/body.ts";
import { type HttpRequest, HttpTransport } from "../../../../src/registry/http/http-transport.ts";
import type { BodySource } from "../../../../src/registry/http/request-body.ts";
import { PassingFailure } from "../../../../src/registry/http/retry.ts";

/** A server that answers as told, and a client of it. */
async function pair(answer: (request: IncomingMessage, response: ServerResponse) => unknown, stallMs = 10_000) {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  const transport = new HttpTransport({ timeouts: { connectMs: 10_000, stallMs } });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    send: async (request: Partial<HttpRequest>) => {
      const { signal } = new AbortController();
      return await transport.send({ method: "PUT", url: `${url}/a`, headers: {}, tls: noTlsFiles, signal, ...request });
    },
    async [Symbol.asyncDispose]() {
      transport[Symbol.dispose]();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const text = async ({ body }: { body: AsyncGenerator<Uint8Array> }) =>
  new TextDecoder().decode(await readAll(body, 1_000, () => new Error("too long")));

/** A source of zeros that counts how often it was opened, and how much of it was taken. */
function zeros(size: number, failsAfter = Number.POSITIVE_INFINITY) {
  const source = {
    size,
    opened: 0,
    taken: 0,
    async *open() {
      source.opened++;
      for (let at = 0; at < size; at += 1_000_000) {
        if (at >= failsAfter) throw new Error("the disk is gone");
        const piece = Buffer.alloc(Math.min(1_000_000, size - at));
        source.taken += piece.length;
        yield piece;
      }
    },
  };
  return source satisfies BodySource & { opened: number; taken: number };
}

describe("a body", () => {
  test("of bytes, or of a source, arrives whole with its length", async () => {
    await using server = await pair(async (request, response) => {
      const bytes = await buffer(request);
      response.end(`${request.method} ${request.headers["content-length"]} ${bytes.length}`);
    });
    assert.equal(await text(await server.send({ body: Buffer.from("hello") })), "PUT 5 5");
    assert.equal(await text(await server.send({ method: "POST", body: new Uint8Array() })), "POST 0 0");
    const source = zeros(5_500_000);
    assert.equal(await text(await server.send({ method: "PATCH", body: source })), "PATCH 5500000 5500000");
  });

  test("is sent no further than to the answer that comes before its end", async () => {
    await using server = await pair((_request, response) => response.writeHead(413).end("no"));
    const source = zeros(1_000_000_000);
    // Where the server hangs up at once, there may be no reading of its answer.
    const response = await server.send({ body: source }).catch((error) => {
      if (error instanceof PassingFailure) return undefined;
      throw error;
    });
    if (response !== undefined) assert.deepEqual([response.status, await text(response)], [413, "no"]);
    assert.ok(source.taken < source.size / 2, `${source.taken} bytes`);
  });

  test("that its source cannot give fails as the source does", async () => {
    await using server = await pair(() => {});
    await assert.rejects(server.send({ body: zeros(9_000_000, 2_000_000) }), { message: "the disk is gone" });
  });

  test("that the server stops taking is a stall", async () => {
    await using server = await pair((request) => void request.pause(), 200);
    await assert.rejects(server.send({ body: zeros(100_000_000) }), (error: PassingFailure) =>
      /no progress from 127\.0\.0\.1/.test(error.message),
    );
  });

  test("whose source takes its time is none", async () => {
    await using server = await pair(async (request, response) => {
      if (request.url !== "/silent") response.end(`${(await buffer(request)).length}`);
    }, 500);
    const body = {
      size: 2,
      async *open() {
        yield Buffer.from("a");
        // By then, a server that does not answer is given up.
        await assert.rejects(server.send({ method: "GET", url: `${server.url}/silent` }), PassingFailure);
        yield Buffer.from("b");
      },
    };
    assert.equal(await text(await server.send({ body })), "2");
  });

  test("ends with the operation", async () => {
    await using server = await pair((request) => void request.pause());
    const stop = new AbortController();
    const sending = server.send({ body: zeros(100_000_000), signal: stop.signal });
    stop.abort(new Error("enough"));
    await assert.rejects(sending, { message: "enough" });
  });
});

describe("a redirection", () => {
  const authorization = { authorization: "Basic c2VjcmV0", "content-type": "text/plain" };
  const seen = async (request: IncomingMessage) => {
    const { authorization = "", "content-type": type = "" } = request.headers;
    return `${request.method} ${authorization}|${type}|${await buffer(request)}`;
  };

  for (const [status, expected] of [
    [307, "PUT |text/plain|hello"],
    [308, "PUT |text/plain|hello"],
    [303, "GET |text/plain|"],
  ] as const) {
    test(`by ${status} to another origin takes no secret along`, async () => {
      await using other = await pair(async (request, response) => response.end(await seen(request)));
      await using server = await pair((_request, response) =>
        response.writeHead(status, { location: other.url }).end(),
      );
      const response = await server.send({ headers: authorization, body: Buffer.from("hello") });
      assert.equal(await text(response), expected);
    });
  }

  test("at the same origin takes all along", async () => {
    await using server = await pair(async (request, response) => {
      const line = await seen(request);
      return request.url === "/a" ? response.writeHead(307, { location: "/b" }).end() : response.end(line);
    });
    const response = await server.send({ headers: authorization, body: Buffer.from("hello") });
    assert.equal(await text(response), "PUT Basic c2VjcmV0|text/plain|hello");
  });

  test("away from where a secret body is sent to is the answer", async () => {
    let reached = 0;
    await using other = await pair((_request, response) => response.end(`${++reached}`));
    await using server = await pair((_request, response) => response.writeHead(307, { location: other.url }).end());
    const response = await server.send({ method: "POST", body: Buffer.from("secret"), staysAtOrigin: true });
    await response.body.return(undefined);
    assert.deepEqual([response.status, reached], [307, 0]);
  });
});
