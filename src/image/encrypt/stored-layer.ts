import { type KeyObject, randomUUID } from "node:crypto";
import { blobBytes } from "../../engine/content-files.ts";
import type { Engine } from "../../engine/engine.ts";
import { writeLargeBlob } from "../../engine/large-blob.ts";
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
  let hmac: Uint8Array = new Uint8Array();
  async function* written() {
    hmac = yield* encrypted(layerBytes(engine, layer, reading), key);
  }
  const digest = await store(engine, layer, written(), reading.signal);
  return { digest, size: layer.size, annotations: await keyAnnotations(key, hmac, recipients) };
}

/**
 * Stores what an encrypted layer of the store is in clear, whole and unaltered or not at all; gives its descriptor. Throws KEY_MISSING, and
 * IMAGE_INVALID where it was altered.
 */
export async function storeDecrypted(
  engine: Engine,
  layer: Descriptor,
  keys: { readonly keys: readonly KeyObject[]; readonly hint: string },
  reading: LayerReading,
): Promise<Descriptor> {
  const { key, hmac } = await unwrappedKey(layer, keys.keys, keys.hint);
  const source = decrypted(layerBytes(engine, layer, reading), key, { hmac, layer: layer.digest });
  // Not the key's own digest: where skopeo compresses what it encrypts, that is of the layer before.
  const digest = await store(engine, layer, source, reading.signal);
  return { mediaType: decryptedType(layer.mediaType), digest, size: layer.size };
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

/** Gives the digest. What the bytes themselves fail with is the error, not that their write was cut off. */
async function store(
  engine: Engine,
  { size: total }: Descriptor,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  let failure: unknown;
  async function* observed() {
    try {
      yield* source;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  const ingest = { ref: `crypt-${randomUUID()}`, expected: "", total };
  try {
    return (await writeLargeBlob(engine, ingest, observed, { signal })).digest;
  } catch (error) {
    throw failure ?? error;
  }
}
