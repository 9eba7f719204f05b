import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { Transform } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/** What a registry, or something that stands between, does instead of answering well. */
export type RegistryFault =
  /** Takes the request and never answers. */
  | { readonly kind: "stall" }
  /** Closes the connection without an answer. */
  | { readonly kind: "reset" }
  /** Answers with that status: 401, 403, 429 with `retry-after`, 503, … */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** A captive portal's page, with status 200. */
  | { readonly kind: "html" }
  /** Sends the client to the same path on another host. */
  | { readonly kind: "redirect"; readonly to: string }
  /** A body of zeros that only ends when the client goes. */
  | { readonly kind: "endless" }
  /** The true answer, but its first byte is another one. */
  | { readonly kind: "lie" }
  /** The true answer up to that many bytes; then the connection breaks. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** That many bytes of what is sent reach the registry; then both connections break. */
  | { readonly kind: "cut-upload"; readonly afterBytes: number }
  /** The registry does what it is asked, and its answer never arrives. */
  | { readonly kind: "lost-answer" }
  /** The true answer, after a while, or in small pieces. */
  | { readonly kind: "slow"; readonly delayMs?: number; readonly bytesPerSecond?: number };

const page = "<!DOCTYPE html><title>Sign in</title><p>Please sign in to the network.</p>\n";

/** Plays the faults that need no true answer; false for the others. */
export function playFault(fault: RegistryFault, request: IncomingMessage, response: ServerResponse): boolean {
  switch (fault.kind) {
    case "stall":
      return true;
    case "reset":
      request.socket.destroy();
      return true;
    case "status":
      response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
      return true;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end(page);
      return true;
    case "redirect":
      response.writeHead(307, { location: new URL(request.url ?? "/", fault.to).href }).end();
      return true;
    case "endless":
      response.writeHead(200, { "content-type": "application/octet-stream" });
      pourZeros(response);
      return true;
    default:
      return false;
  }
}

/** What the true answer's body goes through on its way to the client. */
export function faultyBody(fault: RegistryFault | undefined, response: ServerResponse): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const start = passed;
      passed += chunk.length;
      if (fault?.kind === "lie" && start === 0) done(null, withOtherFirstByte(chunk));
      else if (fault?.kind === "cut" && passed >= fault.afterBytes) {
        // The bytes before the cut must arrive, so the connection ends once they are written.
        response.write(chunk.subarray(0, fault.afterBytes - start), () => response.destroy());
      } else if (fault?.kind === "slow" && fault.bytesPerSecond) {
        trickle(this, chunk, fault.bytesPerSecond).then(() => done(), done);
      } else done(null, chunk);
    },
  });
}

/** Sends that many bytes of a request on, and cuts once they are; one that has no more goes through. */
export async function cutUpload(
  request: IncomingMessage,
  passed: ClientRequest,
  { afterBytes, cut }: { readonly afterBytes: number; cut(): void },
): Promise<void> {
  let left = afterBytes;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    const piece = chunk.subarray(0, left);
    left -= piece.length;
    await new Promise<void>((resolve, reject) => passed.write(piece, (error) => (error ? reject(error) : resolve())));
    if (piece.length < chunk.length) return cut();
  }
  passed.end();
}

function withOtherFirstByte(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy[0] = (copy[0] ?? 0) ^ 0xff;
  return copy;
}

async function trickle(body: Transform, chunk: Buffer, bytesPerSecond: number): Promise<void> {
  const piece = Math.max(1, Math.floor(bytesPerSecond / 20));
  for (let at = 0; at < chunk.length && !body.destroyed; at += piece) {
    body.push(chunk.subarray(at, at + piece));
    await delay(50);
  }
}

function pourZeros(response: ServerResponse): void {
  const zeros = Buffer.alloc(64 * 1024);
  const pour = () => {
    while (!response.destroyed && response.write(zeros));
  };
  response.on("drain", pour);
  pour();
}
