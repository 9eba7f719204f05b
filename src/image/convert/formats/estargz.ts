import { digestOf } from "../../../registry/digest.ts";
import { tarEnd, tarHeader, tarPadding } from "../../archive/tar-writer.ts";
import { gzipCompress } from "../pool/ordered-compression.ts";
import { ChunkedLayer } from "./chunked-layer.ts";
import { tocName } from "./landmarks.ts";
import type { LayerFormat } from "./layer-format.ts";
import { TarHash } from "./tar-hash.ts";

export interface EstargzOptions {
  /** 1 to 9. */
  readonly level: number;
  readonly chunkBytes: number;
  /** Files share a gzip member until it has as many bytes. */
  readonly minChunkBytes: number;
  /** Keep the table out of the layer, in an image of its own. */
  readonly externalToc: boolean;
  /** Add and take away nothing, so that the tar keeps its digest. Only with an external table. */
  readonly keepDiffId: boolean;
  readonly prioritized: readonly string[] | undefined;
}

const tocDigestAnnotation = "containerd.io/snapshot/stargz/toc.digest";
const uncompressedSizeAnnotation = "io.containers.estargz.uncompressed-size";

/** eStargz (stargz-snapshotter, docs/estargz.md): gzip that every reader of tar.gz reads, and a stargz reader file by file. */
export function estargzLayer(options: EstargzOptions): LayerFormat {
  const { level, chunkBytes, minChunkBytes, externalToc, keepDiffId, prioritized } = options;
  const compress = gzipCompress(level);
  const order = prioritized === undefined ? "" : ` order=${digestOf(prioritized.join("\0"))}`;
  const table = `${externalToc ? " external" : ""}${keepDiffId ? " verbatim" : ""}`;
  return {
    name: `estargz level=${level} chunk=${chunkBytes} min=${minChunkBytes}${table}${order}`,
    compression: "gzip",
    needsOci: true,
    keepsTar: keepDiffId && prioritized === undefined,
    prioritized,
    async *write(tar) {
      const watch = new TarHash();
      const layer = new ChunkedLayer({
        chunkBytes,
        minMemberBytes: minChunkBytes,
        contentAlone: false,
        landmark: !keepDiffId && prioritized === undefined,
        verbatim: keepDiffId,
        compress,
        watch,
      });
      yield* layer.members(tar);
      const toc = Buffer.from(JSON.stringify({ version: 1, entries: layer.table.entries({ endOffsets: false }) }));
      const tocTar = Buffer.concat([
        tarHeader({ name: tocName, type: "file", mode: 0o644, size: toc.length }),
        toc,
        tarPadding(toc.length),
        tarEnd,
      ]);
      const packedToc = await compress(tocTar);
      if (!externalToc) {
        watch.frame(tocTar);
        yield packedToc;
        yield gzipFooter(`${layer.packedBytes.toString(16).padStart(16, "0")}STARGZ`);
      } else {
        if (!keepDiffId) {
          watch.frame(tarEnd);
          yield await compress(tarEnd);
        }
        yield gzipFooter("STARGZEXTERNALTOC");
      }
      const annotations = {
        [tocDigestAnnotation]: digestOf(toc),
        [uncompressedSizeAnnotation]: String(watch.bytes),
      };
      return { diffId: watch.digest(), annotations, ...(externalToc && { externalToc: packedToc }) };
    },
  };
}

/** A gzip member without content, whose extra field leads to the table: 51 bytes, or 46 where the table is elsewhere. */
function gzipFooter(subfield: string): Uint8Array {
  const lengths = Buffer.alloc(6);
  lengths.writeUInt16LE(4 + subfield.length, 0);
  lengths.write("SG", 2, "latin1");
  lengths.writeUInt16LE(subfield.length, 4);
  return Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255]), // deflate, with an extra field, of no date and system
    lengths,
    Buffer.from(subfield, "latin1"),
    Buffer.from([1, 0, 0, 0xff, 0xff]), // the last block, stored, empty
    Buffer.alloc(8), // checksum and size of nothing
  ]);
}
