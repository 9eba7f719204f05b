import { NerdError } from "../../../errors.ts";
import { estargzLayer } from "../formats/estargz.ts";
import type { LayerFormat } from "../formats/layer-format.ts";
import { uncompressed, zstdLayer } from "../formats/plain.ts";
import { zstdChunkedLayer } from "../formats/zstd-chunked.ts";

/** What `image convert` can be told of formats; sizes are bytes, 0 is the default. */
export interface ConvertOptions {
  readonly uncompress?: boolean | undefined;
  readonly zstd?: boolean | undefined;
  readonly zstdCompressionLevel?: number | undefined;
  readonly zstdchunked?: boolean | undefined;
  readonly zstdchunkedCompressionLevel?: number | undefined;
  readonly zstdchunkedChunkSize?: number | undefined;
  readonly estargz?: boolean | undefined;
  readonly estargzCompressionLevel?: number | undefined;
  readonly estargzChunkSize?: number | undefined;
  readonly estargzMinChunkSize?: number | undefined;
  readonly estargzExternalToc?: boolean | undefined;
  readonly estargzKeepDiffId?: boolean | undefined;
}

/** The paths of `--estargz-record-in` and `--zstdchunked-record-in`. */
export interface RecordedPaths {
  readonly estargz?: readonly string[] | undefined;
  readonly zstdchunked?: readonly string[] | undefined;
}

/** stargz-snapshotter's default. */
const chunkBytes = 4 * 1024 * 1024;
/** A chunk is held in memory, some of them at once. */
const largestChunk = 64 * 1024 * 1024;

/** The one format that was asked for; undefined where layers are to stay as they are. Throws INVALID_VALUE. */
export function layerFormat(options: ConvertOptions, recorded: RecordedPaths = {}): LayerFormat | undefined {
  const asked = (["uncompress", "zstd", "zstdchunked", "estargz"] as const).filter((name) => options[name]);
  if (asked.length > 1) {
    throw new NerdError("INVALID_VALUE", `a layer has one format: --${asked.join(", --")}`, {
      hint: "convert to one of them, and the result to the next",
    });
  }
  const [format] = asked;
  if (format === "uncompress") return uncompressed;
  if (format === "zstd") return zstdLayer(level("zstd-compression-level", options.zstdCompressionLevel ?? 3, 22));
  if (format === "zstdchunked") return zstdChunked(options, recorded);
  return format === "estargz" ? estargz(options, recorded) : undefined;
}

function zstdChunked(options: ConvertOptions, recorded: RecordedPaths): LayerFormat {
  return zstdChunkedLayer({
    level: level("zstdchunked-compression-level", options.zstdchunkedCompressionLevel ?? 3, 22),
    chunkBytes: size("zstdchunked-chunk-size", options.zstdchunkedChunkSize ?? 0) || chunkBytes,
    prioritized: recorded.zstdchunked,
  });
}

function estargz(options: ConvertOptions, recorded: RecordedPaths): LayerFormat {
  const { estargzExternalToc: externalToc = false, estargzKeepDiffId: keepDiffId = false } = options;
  if (keepDiffId && !externalToc) {
    throw new NerdError(
      "INVALID_VALUE",
      "the table of contents in a layer changes its diffID: --estargz-keep-diff-id",
      {
        hint: "put it into an image of its own: --estargz-external-toc",
      },
    );
  }
  if (keepDiffId && recorded.estargz) {
    throw new NerdError("INVALID_VALUE", "another order of files changes the diffID: --estargz-record-in", {
      hint: "leave out --estargz-keep-diff-id",
    });
  }
  return estargzLayer({
    level: level("estargz-compression-level", options.estargzCompressionLevel ?? 9, 9),
    chunkBytes: size("estargz-chunk-size", options.estargzChunkSize ?? 0) || chunkBytes,
    minChunkBytes: size("estargz-min-chunk-size", options.estargzMinChunkSize ?? 0),
    externalToc,
    keepDiffId,
    prioritized: recorded.estargz,
  });
}

function level(flag: string, value: number, highest: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= highest) return value;
  throw new NerdError("INVALID_VALUE", `not a compression level from 1 to ${highest}: --${flag} ${value}`);
}

function size(flag: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= largestChunk) return value;
  throw new NerdError("INVALID_VALUE", `not a number of bytes up to ${largestChunk}: --${flag} ${value}`, {
    hint: "a chunk is what a reader fetches for a single byte of it; 4194304 is the default",
  });
}
