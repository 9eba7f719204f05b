import { digestOf } from "../../../registry/digest.ts";
import { zstdCompress } from "../pool/ordered-compression.ts";
import { ChunkedLayer } from "./chunked-layer.ts";
import type { LayerFormat } from "./layer-format.ts";
import { TarSplit } from "./tar-split.ts";

export interface ZstdChunkedOptions {
  readonly level: number;
  readonly chunkBytes: number;
  readonly prioritized: readonly string[] | undefined;
}

const annotationPrefix = "io.github.containers.zstd-chunked.";
/** The type of the table: the same as eStargz's, which comes from CRFS. */
const crfsTable = 1;

/**
 * zstd:chunked (containers/storage, docs/containers-storage-zstd-chunked.md): zstd that every reader of tar.zst reads, with a table of
 * contents and a tar-split in frames that such readers skip. The tar is kept as it is, so that the layer keeps its diffID.
 */
export function zstdChunkedLayer({ level, chunkBytes, prioritized }: ZstdChunkedOptions): LayerFormat {
  const compress = zstdCompress(level);
  const order = prioritized === undefined ? "" : ` order=${digestOf(prioritized.join("\0"))}`;
  return {
    name: `zstdchunked level=${level} chunk=${chunkBytes}${order}`,
    compression: "zstd",
    needsOci: true,
    keepsTar: prioritized === undefined,
    prioritized,
    async *write(tar) {
      const watch = new TarSplit();
      const layer = new ChunkedLayer({
        chunkBytes,
        minMemberBytes: 0,
        contentAlone: true,
        landmark: false,
        verbatim: true,
        compress,
        watch,
      });
      yield* layer.members(tar);
      // A reader holds tar-split against the table, entry by entry: where the tar has two of a name, it is better off without.
      const split = layer.table.hasTwins ? undefined : watch.text();
      const packedSplit = split && (await compress(split));
      const toc = Buffer.from(
        JSON.stringify({
          version: 1,
          entries: layer.table.entries({ endOffsets: true }),
          ...(packedSplit && { tarSplitDigest: digestOf(packedSplit) }),
        }),
      );
      const packedToc = await compress(toc);
      const tocOffset = layer.packedBytes + frameHeaderBytes;
      const splitOffset = tocOffset + packedToc.length + frameHeaderBytes;
      yield skippedFrame(packedToc);
      if (packedSplit) yield skippedFrame(packedSplit);
      yield skippedFrame(footer(tocOffset, packedToc.length, toc.length));
      const position = [tocOffset, packedToc.length, toc.length, crfsTable].join(":");
      const annotations = {
        [`${annotationPrefix}manifest-checksum`]: digestOf(packedToc),
        [`${annotationPrefix}manifest-position`]: position,
        ...(packedSplit && {
          [`${annotationPrefix}tarsplit-position`]: [splitOffset, packedSplit.length, split!.length].join(":"),
        }),
      };
      return { diffId: watch.digest(), annotations };
    },
  };
}

const frameHeaderBytes = 8;

/** RFC 8878, "Skippable Frames". */
function skippedFrame(content: Uint8Array): Uint8Array {
  const header = Buffer.alloc(frameHeaderBytes);
  header.writeUInt32LE(0x184d2a50, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** Where the table is, for readers that have no annotations (stargz-snapshotter, zstdchunked). */
function footer(offset: number, packedBytes: number, plainBytes: number): Buffer {
  const bytes = Buffer.alloc(40);
  for (const [index, value] of [offset, packedBytes, plainBytes, crfsTable].entries())
    bytes.writeBigUInt64LE(BigInt(value), index * 8);
  bytes.write("GnUlInUx", 32, "latin1");
  return bytes;
}
