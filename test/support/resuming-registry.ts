import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { digestOf } from "../../src/registry/digest.ts";

export interface ResumingRegistry extends AsyncDisposable {
  readonly host: string;
  /** `PATCH 0-1023`: method, and range where it has one. */
  readonly requests: readonly string[];
  /** What was uploaded, by digest. */
  readonly blobs: ReadonlyMap<string, Buffer>;
}

interface ResumingOptions {
  /** Breaks the connection of the nth upload request after so many bytes of it, and keeps what has come. */
  readonly cuts: readonly (number | undefined)[];
  /** `OCI-Chunk-Min-Length` */
  readonly leastPiece?: number;
}

/** Uploads as the distribution spec has them, with what Debian's registry cannot do: it keeps the bytes before a cut, and tells of them. */
export async function startResumingRegistry({ cuts, leastPiece }: ResumingOptions): Promise<ResumingRegistry> {
  const blobs = new Map<string, Buffer>();
  const requests: string[] = [];
  const left = [...cuts];
  let held: Buffer[] = [];
  let heldBytes = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", headers } = request;
    requests.push([method, headers["content-range"]].filter(Boolean).join(" "));
    const state = { location: "/v2/app/blobs/uploads/1", range: `0-${Math.max(0, heldBytes - 1)}` };
    if (method === "HEAD") return void response.writeHead(404).end();
    if (method === "POST") {
      held = [];
      heldBytes = 0;
      const least = leastPiece === undefined ? {} : { "oci-chunk-min-length": String(leastPiece) };
      return void response.writeHead(202, { ...state, range: "0-0", ...least }).end();
    }
    if (method === "GET") return void response.writeHead(204, state).end();
    const start = Number(headers["content-range"]?.split("-")[0] ?? heldBytes);
    if (start !== heldBytes) return void response.writeHead(416, state).end();
    const cut = method === "PATCH" || Number(headers["content-length"]) > 0 ? left.shift() : undefined;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      const room = cut === undefined ? chunk.length : start + cut - heldBytes;
      const kept = chunk.subarray(0, room);
      held.push(kept);
      heldBytes += kept.length;
      if (chunk.length > room) return void request.socket.destroy();
    }
    if (method === "PATCH") return void response.writeHead(202, { ...state, range: `0-${heldBytes - 1}` }).end();
    const digest = new URL(request.url ?? "", "http://host").searchParams.get("digest") ?? "";
    const blob = Buffer.concat(held);
    if (digestOf(blob) !== digest) return void response.writeHead(400).end();
    blobs.set(digest, blob);
    response.writeHead(201).end();
  };

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on TCP, so it is that kind of address.
  return {
    ...{ host: `127.0.0.1:${port}`, requests, blobs },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
