import { createHash } from "node:crypto";
import { ByteReader } from "../../archive/byte-reader.ts";
import { compressedInOrder, zstdCompress } from "../pool/ordered-compression.ts";
import type { LayerFormat } from "./layer-format.ts";

/** Larger frames are hardly smaller in all; smaller ones are no faster. */
const frameBytes = 4 * 1024 * 1024;

/** A plain tar. */
export const uncompressed: LayerFormat = {
  name: "tar",
  compression: "none",
  needsOci: false,
  keepsTar: true,
  async *write(tar) {
    const hash = createHash("sha256");
    for await (const chunk of tar) {
      hash.update(chunk);
      yield chunk;
    }
    return { diffId: `sha256:${hash.digest("hex")}`, annotations: {} };
  },
};

/** A tar in zstd: in frames, which every reader takes for one, so that all cores can be at it. */
export function zstdLayer(level: number): LayerFormat {
  return {
    name: `zstd level=${level}`,
    compression: "zstd",
    needsOci: true,
    keepsTar: true,
    async *write(tar) {
      const hash = createHash("sha256");
      async function* frames() {
        for await (const bytes of pieces(tar, frameBytes)) {
          hash.update(bytes);
          yield { bytes };
        }
      }
      for await (const { packed } of compressedInOrder(frames(), zstdCompress(level))) yield packed;
      return { diffId: `sha256:${hash.digest("hex")}`, annotations: {} };
    },
  };
}

/** The same bytes in pieces of one size, only the last of which is smaller. */
async function* pieces(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  try {
    let parts: Uint8Array[] = [];
    let held = 0;
    for (let part = await reader.some(size); part !== undefined; part = await reader.some(size - held)) {
      parts.push(part);
      held += part.length;
      if (held < size) continue;
      yield Buffer.concat(parts);
      [parts, held] = [[], 0];
    }
    if (held > 0) yield Buffer.concat(parts);
  } finally {
    await reader.close();
  }
}
