import { createHash, type KeyObject, randomUUID } from "node:crypto";
import { blobBytes } from "../../engine/content-files.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { keysIn } from "./decryption-key.ts";
import { decryptedType } from "./encrypted-type.ts";
import { decrypted, encrypted } from "./layer-cipher.ts";
import { newLayerKey } from "./layer-key.ts";
import { keyAnnotations, unwrappedKey } from "./wrapped-key.ts";

export interface LayerReading {
  readonly signal: AbortSignal;
  /** Called with the bytes of the layer that were read. */
  readonly reach?: ((doneBytes: number) => void) | undefined;
}

/** Stores what a layer of the store encrypts to; what it needs to be read again is in the annotations. */
export async function storeEncrypted(
  engine: Engine,
  layer: Descriptor,
  recipients: readonly KeyObject[],
  reading: LayerReading,
): Promise<Required<Pick<Descriptor, "digest" | "size" | "annotations">>> {
  const key = newLayerKey(layer.digest);
  const hash = createHash("sha256");
  let hmac: Uint8Array = new Uint8Array();
  async function* written() {
    const source = encrypted(layerBytes(engine, layer, reading), key);
    let next = await source.next();
    for (; !next.done; next = await source.next()) {
      hash.update(next.value);
      yield next.value;
    }
    hmac = next.value;
  }
  await store(engine, { ref: `encrypt-${randomUUID()}`, expected: "", total: layer.size }, written(), reading.signal);
  const annotations = await keyAnnotations(key, hmac, recipients);
  return { digest: `sha256:${hash.digest("hex")}`, size: layer.size, annotations };
}

/**
 * Stores what an encrypted layer of the store is in clear, whole and unaltered or not at all; gives its descriptor. Throws KEY_MISSING,
 * IMAGE_INVALID where it was altered, and DIGEST_MISMATCH where it is another layer than was encrypted.
 */
export async function storeDecrypted(
  engine: Engine,
  layer: Descriptor,
  keys: { readonly keys: readonly KeyObject[]; readonly hint: string },
  reading: LayerReading,
): Promise<Descriptor> {
  const { key, hmac } = await unwrappedKey(layer, keys.keys, keys.hint);
  const { digest } = key;
  const { size, digest: name } = layer;
  const source = decrypted(layerBytes(engine, layer, reading), key, { hmac, layer: name });
  await store(engine, { ref: `decrypt-${randomUUID()}`, expected: digest, total: size }, source, reading.signal);
  return { mediaType: decryptedType(layer.mediaType), digest, size };
}

/** The layer in clear by the keys of the engine's directory, for a container to run from; the lease of `engine` alone keeps it. */
export async function unpackableLayer(engine: Engine, layer: Descriptor, signal: AbortSignal): Promise<Descriptor> {
  const { decryptionKeys } = engine;
  const keys = decryptionKeys === undefined ? [] : await keysIn(decryptionKeys);
  const hint = `put a recipient's private key into ${decryptionKeys}, or make a plain image: nerdsh image decrypt --key`;
  return await storeDecrypted(engine, layer, { keys, hint }, { signal });
}

async function* layerBytes(
  engine: Engine,
  { digest }: Descriptor,
  { signal, reach }: LayerReading,
): AsyncGenerator<Uint8Array> {
  let doneBytes = 0;
  for await (const chunk of blobBytes(engine, digest, { signal })) {
    doneBytes += chunk.length;
    reach?.(doneBytes);
    yield chunk;
  }
}

/** What the bytes themselves fail with is the error, not that their write was cut off. */
async function store(
  engine: Engine,
  ingest: { readonly ref: string; readonly expected: string; readonly total: number },
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  let failure: unknown;
  async function* observed() {
    try {
      yield* source;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  try {
    await engine.content.write(ingest, observed(), { signal });
  } catch (error) {
    throw failure ?? error;
  }
}
