import { isNerdError } from "../../errors.ts";
import type { Descriptor } from "../descriptor.ts";
import type { BodySource } from "../http/request-body.ts";
import { PassingFailure, pause, waitBefore } from "../http/retry.ts";
import type { Registry } from "../registry.ts";
import { endAnswer } from "./rest-of-answer.ts";
import { UploadRefused } from "./upload-refused.ts";
import { UploadSession, type UploadTo } from "./upload-session.ts";

export interface BlobUpload {
  readonly repository: string;
  readonly descriptor: Pick<Descriptor, "digest" | "size">;
  /** A repository of the same registry that may have the blob. */
  readonly mountFrom?: string | undefined;
  /** So many bytes from `offset` on; opened again where they have to be sent again. */
  readonly open: (offset: number, size: number) => AsyncIterable<Uint8Array>;
  /** Called with the bytes that are sent by now; fewer than before where they have to be sent again. */
  readonly reach?: (doneBytes: number) => void;
  readonly signal: AbortSignal;
}

/** How a blob came to be in the repository. */
export type UploadOutcome = "present" | "mounted" | "uploaded";

/** What is lost with a cut where whole blobs did not get through; few requests, and below the limits of usual proxies. */
const pieceBytes = 16 * 1024 * 1024;
const leastPieceBytes = 256 * 1024;

/**
 * Brings a blob into a repository by the cheapest way there is. It is sent in one request; after a cut it goes on from what the registry has,
 * in pieces, and anew where the registry cannot go on. Throws DIGEST_MISMATCH where the registry finds other bytes, and what `open` throws.
 */
export async function uploadBlob(registry: Registry, blob: BlobUpload): Promise<UploadOutcome> {
  const { repository, descriptor, mountFrom, signal } = blob;
  const to: UploadTo = { registry, repository, digest: descriptor.digest, signal };
  if (await hasBlob(to)) return "present";
  const session = await begin(to, mountFrom);
  if (session === undefined) return "mounted";
  await send(to, blob, session);
  return "uploaded";
}

async function hasBlob({ registry, repository, digest, signal }: UploadTo): Promise<boolean> {
  const path = `blobs/${digest}`;
  const accepts = [404];
  const answer = await registry.send({
    method: "HEAD",
    repository,
    path,
    needs: "push",
    accepts,
    what: digest,
    signal,
  });
  await endAnswer(answer);
  return answer.status !== 404;
}

/** Whoever may push here need not be allowed to read there. */
async function begin(to: UploadTo, mountFrom: string | undefined): Promise<UploadSession | undefined> {
  if (mountFrom === undefined) return await UploadSession.open(to);
  try {
    return await UploadSession.mount(to, mountFrom);
  } catch (error) {
    if (!isNerdError(error, "REGISTRY_DENIED") && !isNerdError(error, "REGISTRY_FAILED")) throw error;
    return await UploadSession.open(to);
  }
}

async function send(to: UploadTo, blob: BlobUpload, begun: UploadSession): Promise<void> {
  let session: UploadSession | undefined = begun;
  let piece: number | undefined;
  let spent = 0;
  let furthest = 0;
  while (true) {
    session ??= await UploadSession.open(to);
    const resumedAt = session.at;
    try {
      if (piece === undefined) await session.finish(bodyOf(blob, 0, blob.descriptor.size));
      else await sendPieces(session, blob, piece);
      return;
    } catch (error) {
      if (!(error instanceof PassingFailure) && !(error instanceof UploadRefused)) throw error;
      if (error instanceof UploadRefused && error.isTooLarge) {
        piece = smallerPiece(piece, blob.descriptor.size, session.leastPieceBytes);
        if (piece === undefined) throw error.error;
        session = undefined;
        continue;
      }
      const isPassing = error instanceof PassingFailure;
      if (!isPassing && resumedAt === 0 && !error.isForgotten) throw error.error;
      // What the registry has kept is progress: the next cut counts as the first one again.
      if (session.at > furthest) spent = 0;
      furthest = Math.max(furthest, session.at);
      spent += isPassing ? error.cost : 1;
      const waitMs = waitBefore(spent, isPassing ? error.retryAfterMs : undefined, to.registry.retries);
      if (waitMs === undefined) throw error.error;
      await pause(waitMs, to.signal);
      session = isPassing ? await resumable(session) : undefined;
      // The answer may have been what was cut off.
      if (session === undefined && isPassing && (await hasBlob(to))) return;
      // Whole ones do not get through: from here on, a cut costs a piece at most.
      if (isPassing) piece ??= pieceBytes;
    }
  }
}

async function sendPieces(session: UploadSession, blob: BlobUpload, piece: number): Promise<void> {
  const { size } = blob.descriptor;
  const most = Math.max(piece, session.leastPieceBytes);
  while (session.at < size) {
    const bytes = Math.min(most, size - session.at);
    await session.append(bodyOf(blob, session.at, bytes), bytes);
  }
  await session.finish(new Uint8Array());
}

/** The same upload where the registry has kept something of it. */
async function resumable(session: UploadSession): Promise<UploadSession | undefined> {
  return (await session.refresh()) && session.at > 0 ? session : undefined;
}

/** Undefined where no smaller one is worth a try. */
function smallerPiece(piece: number | undefined, size: number, least: number): number | undefined {
  const smaller = piece === undefined ? Math.min(pieceBytes, size / 2) : piece / 4;
  return smaller < Math.max(least, leastPieceBytes) ? undefined : Math.floor(smaller);
}

function bodyOf(blob: BlobUpload, offset: number, size: number): BodySource {
  return {
    size,
    async *open() {
      let at = offset;
      for await (const chunk of blob.open(offset, size)) {
        yield chunk;
        at += chunk.length;
        blob.reach?.(at);
      }
    },
  };
}
