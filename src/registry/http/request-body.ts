import type { ClientRequest } from "node:http";

/** What is sent: bytes at hand, or a source that is opened anew for each try and gives exactly `size` bytes. */
export type RequestBody = Uint8Array | BodySource;

export interface BodySource {
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

/** Whoever watches the time asks how long a piece waits: many at once would look like a stall on a slow line. */
const pieceBytes = 64 * 1024;

export function bodySize(body: RequestBody): number {
  return body instanceof Uint8Array ? body.length : body.size;
}

/**
 * Writes a body as fast as the server takes it, and says by `waitsForRoom` when it does not. Gives whether all of it was written: a server may
 * answer before. Rejects where the source does.
 */
export async function writeBody(
  request: ClientRequest,
  body: RequestBody,
  { waitsForRoom, hasAnswer }: { waitsForRoom: (waits: boolean) => void; hasAnswer: () => boolean },
): Promise<boolean> {
  for await (const piece of piecesOf(body)) {
    if (hasAnswer() || request.destroyed) return false;
    if (request.write(piece)) continue;
    waitsForRoom(true);
    await room(request);
    waitsForRoom(false);
  }
  return !hasAnswer() && !request.destroyed;
}

async function* piecesOf(body: RequestBody): AsyncGenerator<Uint8Array> {
  for await (const chunk of body instanceof Uint8Array ? [body] : body.open()) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
  }
}

/** Until the request takes more, or is past taking any. */
function room(request: ClientRequest): Promise<void> {
  const events = ["drain", "response", "close"];
  return new Promise((resolve) => {
    const settle = () => {
      for (const event of events) request.off(event, settle);
      resolve();
    };
    for (const event of events) request.on(event, settle);
  });
}
