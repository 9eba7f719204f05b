import { createHash, randomUUID } from "node:crypto";
import { blobBytes } from "../../engine/content-files.ts";
import type { Engine } from "../../engine/engine.ts";
import { NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { isEncrypted } from "../encrypt/encrypted-type.ts";
import { decompressed } from "../layer/compression.ts";
import { wrongLayer } from "../layer/layer-unpack.ts";
import type { LeasedEngine } from "../pull/pull-lease.ts";
import type { LayerFacts, LayerFormat } from "./formats/layer-format.ts";
import { uncompressed } from "./formats/plain.ts";
import { type KnownConversion, knownConversion, rememberConversion } from "./known-conversion.ts";
import { orderedTar } from "./ordered-tar.ts";

export interface LayerToConvert {
  readonly layer: Descriptor;
  /** What its tar must have. */
  readonly diffId: string;
  readonly format: LayerFormat;
  /** Undoes gzip; nerdsh itself where absent. */
  readonly decompress?: ((source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>) | undefined;
  /** Called with the bytes of it that were read. */
  readonly reach: (doneBytes: number) => void;
}

/** Stores a layer in another format, unless that was done before. Throws DIGEST_MISMATCH where it is not what its image says. */
export async function convertLayer(
  leased: LeasedEngine,
  convert: LayerToConvert,
  signal: AbortSignal,
): Promise<KnownConversion> {
  const { layer, diffId, format, reach } = convert;
  if (isEncrypted(layer)) {
    throw new NerdError("UNSUPPORTED", `an encrypted layer cannot be stored in another format: ${layer.digest}`, {
      hint: "decrypt the image first: nerdsh image decrypt --key FILE",
    });
  }
  const known = await knownConversion(leased, layer, format.name, signal);
  if (known !== undefined) {
    reach(layer.size);
    return known;
  }
  const { facts, digest, size } = await store(leased.engine, format, await tarOf(leased, convert, signal), signal);
  if (format.keepsTar && facts.diffId !== diffId) throw wrongLayer(layer.digest, diffId, facts.diffId);
  const { externalToc, ...rest } = facts;
  const toc = externalToc && (await store(leased.engine, uncompressed, once(externalToc), signal));
  const conversion = { ...rest, digest, size, ...(toc && { toc: { digest: toc.digest, size: toc.size } }) };
  await rememberConversion(leased.engine, { layer, format: format.name, diffId, conversion }, signal);
  return conversion;
}

/** The layer's tar as it is, or, where the format wants it, in another order: for that it is stored, to be read here and there. */
async function tarOf(
  leased: LeasedEngine,
  convert: LayerToConvert,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const { layer, format, reach } = convert;
  const decompress = (/[.+]gzip$/.test(layer.mediaType) && convert.decompress) || decompressed;
  const { engine } = leased;
  async function* read() {
    let doneBytes = 0;
    for await (const chunk of blobBytes(engine, layer.digest, { signal })) {
      doneBytes += chunk.length;
      reach(doneBytes);
      yield chunk;
    }
  }
  if (format.prioritized === undefined) return decompress(read());
  const { digest } = await convertLayer(leased, { ...convert, format: uncompressed }, signal);
  return orderedTar(engine, digest, format.prioritized, signal);
}

async function store(engine: Engine, format: LayerFormat, tar: AsyncIterable<Uint8Array>, signal: AbortSignal) {
  const hash = createHash("sha256");
  let size = 0;
  let facts: LayerFacts | undefined;
  let failure: unknown;
  async function* written() {
    facts = yield* format.write(tar);
  }
  async function* hashed() {
    try {
      for await (const bytes of written()) {
        hash.update(bytes);
        size += bytes.length;
        yield bytes;
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  try {
    await engine.content.write({ ref: `convert-${randomUUID()}`, expected: "" }, hashed(), { signal });
  } catch (error) {
    throw failure ?? error;
  }
  // What was read to its end has said what it was.
  return { facts: facts!, digest: `sha256:${hash.digest("hex")}`, size };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
