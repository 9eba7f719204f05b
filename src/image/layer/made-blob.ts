import type { Engine } from "../../engine/engine.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { skipBytes } from "../../registry/http/body.ts";
import type { Labels } from "../gc-labels.ts";
import { ingestBlob } from "../pull/blob-ingest.ts";

/** A blob that comes from no registry, but is made here. */
export interface MadeBlob {
  readonly descriptor: Descriptor;
  readonly labels: Labels;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** A manifest, a config or an index; `labels` keep what it refers to. */
export function jsonBlob(mediaType: string, value: object, labels: Labels = {}): MadeBlob {
  const bytes = Buffer.from(JSON.stringify(value));
  async function* whole() {
    yield bytes;
  }
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, labels, bytes: whole };
}

export async function storeBlob(
  engine: Engine,
  { descriptor, labels, bytes }: MadeBlob,
  signal: AbortSignal,
): Promise<void> {
  const source = (heldBytes: number) => skipBytes(bytes(), heldBytes);
  await ingestBlob(engine, { ref: `make-${descriptor.digest}`, descriptor, labels, source, signal });
}
