import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { errno } from "../../store/atomic-file.ts";
import { processIdentity } from "../../store/process-identity.ts";
import { ifThere } from "./if-there.ts";
import { sizeLimitBytes } from "./prune-results.ts";
import type { ResultStore } from "./result-store.ts";
import { type StagedFile, stageFile } from "./staged-file.ts";
import type { StoredResult } from "./stored-result.ts";

/** The bytes of a result's files, one behind the other and compressed, in a temporary file. */
export interface PackedBlobs extends AsyncDisposable {
  readonly digest: string;
  readonly size: number;
  open(offset: number, size: number): AsyncIterable<Uint8Array>;
}

interface Piece {
  readonly digest: string;
  readonly sizeBytes: number;
  /** What stands before its bytes where they are hashed. */
  readonly kind: "file " | "executable ";
}

let count = 0;

/** Undefined where the store has lost one of the blobs. */
export async function packBlobs(result: StoredResult, store: ResultStore): Promise<PackedBlobs | undefined> {
  const pieces = piecesOf(result);
  const isThere = ({ digest, sizeBytes }: Piece) => ifThere(() => statSync(store.blobPath(digest)).size) === sizeBytes;
  if (!pieces.every(isThere)) return undefined;
  const path = join(store.directory, "results", `.${processIdentity()}.pack${count++}.tmp`);
  const hash = createHash("sha256");
  let size = 0;
  async function* bytes() {
    for (const { digest } of pieces) yield* createReadStream(store.blobPath(digest));
  }
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const remove = async () => rmSync(path, { force: true });
  try {
    mkdirSync(dirname(path), { recursive: true });
    await pipeline(Readable.from(bytes()), createGzip({ level: 1 }), counted, createWriteStream(path));
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    digest: `sha256:${hash.digest("hex")}`,
    size,
    open: (offset, length) =>
      length === 0 ? nothing() : createReadStream(path, { start: offset, end: offset + length - 1 }),
    [Symbol.asyncDispose]: remove,
  };
}

/** Fills the store with what a layer has for a result; false, and nothing is kept, where one byte is not as the result says. */
export async function takeBlobs(
  layer: AsyncIterable<Uint8Array>,
  result: StoredResult,
  store: ResultStore,
): Promise<boolean> {
  const pieces = piecesOf(result);
  if (pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > sizeLimitBytes) return false;
  using staged = new StagedPieces(pieces, store);
  try {
    await pipeline(
      Readable.from(layer, { objectMode: false }),
      createGunzip(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) staged.write(chunk);
      },
    );
    staged.place();
    return true;
  } catch (error) {
    if (error instanceof OtherContent || errno(error)?.startsWith("Z_")) return false;
    throw error;
  }
}

class OtherContent extends Error {}

/** Takes the bytes of several blobs, one behind the other, and shows them to nobody before each of them is what its digest says. */
class StagedPieces implements Disposable {
  readonly #waiting: Piece[];
  readonly #store: ResultStore;
  readonly #staged: StagedFile[] = [];
  #open: { readonly piece: Piece; readonly descriptor: number; readonly hash: Hash; left: number } | undefined;

  constructor(pieces: readonly Piece[], store: ResultStore) {
    this.#waiting = [...pieces];
    this.#store = store;
    this.#next();
  }

  write(chunk: Uint8Array): void {
    for (let rest = chunk; rest.length > 0; ) {
      const open = this.#open;
      if (open === undefined) throw new OtherContent("more than was described");
      const part = rest.subarray(0, open.left);
      writeSync(open.descriptor, part);
      open.hash.update(part);
      open.left -= part.length;
      rest = rest.subarray(part.length);
      if (open.left === 0) this.#next();
    }
  }

  place(): void {
    if (this.#open !== undefined) throw new OtherContent("less than was described");
    for (const one of this.#staged.splice(0)) one.place();
  }

  [Symbol.dispose](): void {
    if (this.#open !== undefined) closeSync(this.#open.descriptor);
    for (const one of this.#staged) one.drop();
  }

  /** Ends the one that is full, and those that are empty. */
  #next(): void {
    while (true) {
      const full = this.#open;
      this.#open = undefined;
      if (full !== undefined) closeSync(full.descriptor);
      if (full !== undefined && full.hash.digest("hex") !== full.piece.digest) throw new OtherContent("another digest");
      const piece = this.#waiting.shift();
      if (piece === undefined) return;
      let descriptor = -1;
      const make = (temporary: string) => {
        descriptor = openSync(temporary, "wx", 0o600);
      };
      this.#staged.push(stageFile(this.#store.blobPath(piece.digest), make));
      this.#open = { piece, descriptor, hash: createHash("sha256").update(piece.kind), left: piece.sizeBytes };
      if (piece.sizeBytes > 0) return;
    }
  }
}

/** Each once, in the order in which the result names them. */
function piecesOf({ files, log }: StoredResult): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const file of files) {
    if ("link" in file) continue;
    const { digest, sizeBytes, mode } = file;
    pieces.set(digest, { digest, sizeBytes, kind: (mode & 0o111) === 0 ? "file " : "executable " });
  }
  if (log !== undefined) pieces.set(log.digest, { ...log, kind: "file " });
  return [...pieces.values()];
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
