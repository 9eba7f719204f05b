import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { describe, test } from "node:test";
import { noTlsFiles, type TlsFiles } from "../../../../src/registry/hosts/registry-host.ts";
import { readHead } from "../../../../src/registry/http/answer-head.ts";
import { type HttpResponse, HttpTransport } from "../../../../src/registry/http/http-transport.ts";
import { PassingFailure } from "../../../../src/registry/http/retry.ts";
import { makeCertificate } from "../../../support/registry-access.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

interface Asking {
  readonly tls?: TlsFiles;
  readonly stallMs?: number;
  readonly signal?: AbortSignal;
  readonly scheme?: string;
}

/** What a large download gets of a server. */
async function asked(
  server: Server,
  { tls = noTlsFiles, stallMs = 20_000, signal = new AbortController().signal, scheme = "http" }: Asking,
  look: (send: () => Promise<HttpResponse>) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {}))); // Whoever reads may leave.
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  using transport = new HttpTransport({ timeouts: { connectMs: 20_000, stallMs } });
  const url = `${scheme}://127.0.0.1:${port}/v2/a/blobs/b?ns=c`;
  try {
    await look(() =>
      transport.send({ method: "GET", url, headers: { "x-a": ["1", "2"] }, tls, bulkBytes: 100 << 20, signal }),
    );
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }
}

/** A server that reads each request's head, and then answers. */
function answering(answer: (socket: Socket, request: string) => unknown): Server {
  return createServer((socket) => {
    let request = "";
    socket.on("data", (chunk) => {
      request += chunk;
      if (!request.endsWith("\r\n\r\n")) return;
      answer(socket, request);
      request = "";
    });
  });
}

/** As a reader that has no more than the contract says: the last chunk is looked at once the next one is there. */
async function bytesOf({ body }: HttpResponse): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let last: Uint8Array | undefined;
  for await (const chunk of body) {
    if (last !== undefined) chunks.push(Buffer.from(last));
    last = chunk;
  }
  return Buffer.concat([...chunks, last ?? Buffer.alloc(0)]);
}

const head = (length: number, status = "200 OK", more = "") =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\nX-Kind:  blob \r\n${more}\r\n`;

describe("an answer to a large download", () => {
  test("comes whole, with its headers, by a request as any other", async () => {
    const blob = randomBytes(9_000_001);
    let request = "";
    const server = answering((socket, text) => {
      request = text;
      socket.write(head(blob.length));
      socket.end(blob);
    });
    await asked(server, {}, async (send) => {
      const response = await send();
      assert.ok(blob.equals(await bytesOf(response)));
      const { status, headers, sharesBuffers } = response;
      assert.deepEqual([status, headers["x-kind"], sharesBuffers], [200, "blob", true]);
    });
    const [first, ...lines] = request.trimEnd().split("\r\n");
    assert.equal(first, "GET /v2/a/blobs/b?ns=c HTTP/1.1");
    assert.deepEqual(
      [lines[0]!.slice(0, 16), ...lines.slice(1)],
      ["host: 127.0.0.1:", "connection: close", "x-a: 1", "x-a: 2"],
    );
  });

  test("comes whole by TLS, from a server that is who it says", async () => {
    await using directory = await temporaryDirectory();
    const { certificate, key } = await makeCertificate(directory.path);
    const blob = randomBytes(5_000_001);
    const options = { cert: await readFile(certificate), key: await readFile(key) };
    const serve = () =>
      createSecureServer(
        options,
        (_, response) => void response.writeHead(200, { "content-length": blob.length }).end(blob),
      );
    await asked(serve(), { scheme: "https", tls: { ...noTlsFiles, ca: [certificate] } }, async (send) => {
      const response = await send();
      assert.equal(response.sharesBuffers, true);
      assert.ok(blob.equals(await bytesOf(response)));
    });
    await asked(serve(), { scheme: "https" }, async (send) => {
      await assert.rejects(send, { code: "REGISTRY_UNREACHABLE", hint: /certificate/ });
    });
  });

  test("of another form comes whole as well", async () => {
    const forms = {
      chunked: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      "to the end": "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello",
      "with an answer before": "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
    };
    for (const [form, answer] of Object.entries(forms)) {
      await asked(
        answering((socket) => socket.end(answer)),
        {},
        async (send) => {
          const response = await send();
          assert.equal((await bytesOf(response)).toString(), "hello", form);
          assert.equal(response.sharesBuffers, undefined, form);
        },
      );
    }
  });

  test("that is a refusal has its text", async () => {
    await asked(
      answering((socket) => socket.end(`${head(4, "429 Too Many Requests")}slow`)),
      {},
      async (send) => {
        const response = await send();
        assert.deepEqual([response.status, (await bytesOf(response)).toString()], [429, "slow"]);
      },
    );
  });

  test("that leads elsewhere is followed", async () => {
    const server = answering((socket, request) => {
      if (request.startsWith("GET /elsewhere ")) socket.end(`${head(5)}hello`);
      else socket.end(head(0, "307 Temporary Redirect", "Location: /elsewhere\r\n"));
    });
    await asked(server, {}, async (send) => assert.equal((await bytesOf(await send())).toString(), "hello"));
  });

  test("that is cut gives what has come, then a failure that may pass", async () => {
    await asked(
      answering((socket) => socket.end(`${head(2_000_000)}${"a".repeat(1_500_000)}`)),
      {},
      async (send) => {
        let bytes = 0;
        const reading = async () => {
          for await (const chunk of (await send()).body) bytes += chunk.length;
        };
        await assert.rejects(reading, PassingFailure);
        assert.equal(bytes, 1_500_000);
      },
    );
    // Nothing came at all.
    await asked(
      answering((socket) => socket.end()),
      {},
      async (send) => await assert.rejects(send, PassingFailure),
    );
  });

  test("is given as it comes, and has stalled where nothing does", async () => {
    const server = answering((socket) => socket.write(`${head(1_000_000)}hello`));
    await asked(server, { stallMs: 1_000 }, async (send) => {
      const { body } = await send();
      assert.equal(Buffer.from((await body.next()).value!).toString(), "hello");
      await assert.rejects(body.next(), { message: /no bytes from .* in 1 s/ });
    });
    await asked(
      answering(() => {}),
      { stallMs: 1_000 },
      async (send) => {
        await assert.rejects(send, { message: /no answer from .* in 1 s/ });
      },
    );
  });

  test("waits for its reader, however long that takes", async () => {
    const blob = randomBytes(20_000_000);
    let isTaken = false;
    let answers = 0;
    const server = answering((socket) => {
      socket.write(head(blob.length));
      if (answers++ > 0) return;
      socket.end(blob, () => {
        isTaken = true;
      });
    });
    await asked(server, { stallMs: 1_500 }, async (send) => {
      const { body } = await send();
      const first = Buffer.from((await body.next()).value!);
      // Another one, of which nothing comes, has been given up by then.
      const { body: silent } = await send();
      await assert.rejects(silent.next(), PassingFailure);
      assert.equal(isTaken, false);
      const rest = await bytesOf({ body } as HttpResponse);
      assert.ok(blob.equals(Buffer.concat([first, rest])));
    });
  });

  test("ends with the operation, and with its reader", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const closed: Promise<unknown>[] = [];
    const server = answering((socket) => {
      closed.push(once(socket, "close"));
      socket.write(`${head(1_000_000)}hello`);
    });
    await asked(server, { signal: controller.signal }, async (send) => {
      const { body } = await send();
      await body.next();
      const next = body.next();
      controller.abort(reason);
      await assert.rejects(next, reason);
      await assert.rejects(send, reason);
      await Promise.all(closed);
    });
    await asked(server, {}, async (send) => {
      await (await send()).body.return(undefined);
      const { body } = await send();
      for await (const _ of body) break;
      await Promise.all(closed);
      assert.equal(closed.length, 3);
    });
  });
});

describe("the head of an answer", () => {
  const read = (text: string) => readHead(Buffer.from(text, "latin1"));

  test("is read where it says a length", () => {
    const text = "HTTP/1.1 206 Partial Content\r\nContent-Length: 12\r\nA: 1\r\na:2\t\r\nB:\r\n\r\n";
    assert.deepEqual(read(`${text}body`), {
      status: 206,
      headers: { "content-length": "12", a: "1, 2", b: "" },
      headBytes: text.length,
      bodyBytes: 12,
    });
    assert.equal(read("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n"), "partial");
  });

  for (const text of [
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n folded\r\n\r\n",
    "HTTP/1.1 204 No Content\r\ncontent-length: 1\r\n\r\n",
    "HTTP/1.1 100 Continue\r\ncontent-length: 1\r\n\r\n",
    "HTTP/2 200\r\ncontent-length: 1\r\n\r\n",
    "<html>\r\n\r\n",
    `HTTP/1.1 200 OK\r\na: ${"b".repeat(20_000)}`,
  ]) {
    test(`is left to others: ${JSON.stringify(text).slice(0, 70)}`, () => assert.equal(read(text), "other"));
  }
});
