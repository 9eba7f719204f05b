import { Transform } from "node:stream";
import { promisify } from "node:util";
import * as zlib from "node:zlib";

/** What Node has from 22.15 on; Bun and Deno have it, too. */
interface NativeZstd {
  readonly zstdCompress?: unknown;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

const native = zlib as unknown as NativeZstd;

type Compress = (bytes: Uint8Array, level: number) => Promise<Uint8Array>;
let compress: Promise<Compress> | undefined;

/** One whole frame: by the runtime on all cores, or, where it has no zstd, by a WebAssembly build, one after the other. */
export async function zstdFrame(bytes: Uint8Array, level: number): Promise<Uint8Array> {
  compress ??= loadCompress();
  return await (await compress)(bytes, level);
}

async function loadCompress(): Promise<Compress> {
  const { zstdCompress, constants } = native;
  if (typeof zstdCompress === "function" && constants.ZSTD_c_compressionLevel !== undefined) {
    const frame = promisify(zstdCompress as NativeCompress);
    const parameter = constants.ZSTD_c_compressionLevel;
    return async (bytes, level) => await frame(bytes, { params: { [parameter]: level } });
  }
  const { Zstd } = await import("@hpcc-js/wasm-zstd");
  const zstd = await Zstd.load();
  const { _mainModule: heap } = zstd as unknown as { _mainModule: WasmHeap };
  // The package's own way copies byte by byte through an array of numbers: twenty times the memory of what it gives.
  heap.heapToUint8Array = (part) => heap.heapView(part).slice();
  return async (bytes, level) => zstd.compress(bytes, level);
}

/** Inside of the package, whose version is fixed for it. */
interface WasmHeap {
  heapToUint8Array: (part: unknown) => Uint8Array;
  readonly heapView: (part: unknown) => Uint8Array;
}

type NativeCompress = (
  bytes: Uint8Array,
  options: { params: Record<number, number> },
  done: (error: Error | null, frame: Uint8Array) => void,
) => void;

/**
 * Undoes zstd, frame after frame, as the bytes come. Not by the runtime: Node 24 gives the first frame only, and takes one that is cut
 * short for whole.
 */
export async function createZstdDecompressor(): Promise<Transform> {
  const { Decompress } = await import("fzstd");
  const pieces: Uint8Array[] = [];
  const decompress = new Decompress((piece) => pieces.push(piece));
  const push = (chunk: Uint8Array, isLast: boolean, transform: Transform, done: (error?: Error) => void) => {
    try {
      decompress.push(chunk, isLast);
      for (const piece of pieces.splice(0)) transform.push(piece);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      push(chunk, false, this, done);
    },
    flush(done) {
      push(new Uint8Array(), true, this, done);
    },
  });
}
