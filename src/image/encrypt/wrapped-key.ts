import type { KeyObject } from "node:crypto";
import { NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { opened, sealed } from "./jwe.ts";
import { type LayerKey, readLayerKey, readPublicOptions, writeLayerKey, writePublicOptions } from "./layer-key.ts";

/** ocicrypt, "Annotations": keys are base64 of what a scheme makes, with commas between. */
const keysAnnotation = "org.opencontainers.image.enc.keys.jwe";
const optionsAnnotation = "org.opencontainers.image.enc.pubopts";
const anyKeys = "org.opencontainers.image.enc.keys.";

type Annotations = Readonly<Record<string, string>>;

export async function keyAnnotations(
  key: LayerKey,
  hmac: Uint8Array,
  recipients: readonly KeyObject[],
): Promise<Annotations> {
  return { [optionsAnnotation]: writePublicOptions(hmac), [keysAnnotation]: await wrapped(key, recipients) };
}

/** Those of an encrypted layer, for more recipients. */
export async function moreKeyAnnotations(
  annotations: Annotations,
  key: LayerKey,
  recipients: readonly KeyObject[],
): Promise<Annotations> {
  const before = Object.fromEntries(
    Object.entries(annotations).filter(([name]) => name === optionsAnnotation || name.startsWith(anyKeys)),
  );
  const known = annotations[keysAnnotation];
  const more = await wrapped(key, recipients);
  return { ...before, [keysAnnotation]: known ? `${known},${more}` : more };
}

/** What opens a layer, and the HMAC that it must have. Throws KEY_MISSING where none of the keys is a recipient's. */
export async function unwrappedKey(
  { annotations = {}, digest }: Descriptor,
  keys: readonly KeyObject[],
  hint: string,
): Promise<{ readonly key: LayerKey; readonly hmac: Uint8Array }> {
  const hmac = readPublicOptions(annotations[optionsAnnotation], digest);
  for (const each of (annotations[keysAnnotation] ?? "").split(",").filter(Boolean)) {
    const bytes = await opened(Buffer.from(each, "base64"), keys);
    if (bytes !== undefined) return { key: readLayerKey(bytes, digest), hmac };
  }
  throw new NerdError("KEY_MISSING", `none of ${keys.length} keys opens the encrypted layer ${digest}`, {
    hint: annotations[keysAnnotation] === undefined ? "it is for recipients of other kinds than jwe" : hint,
  });
}

async function wrapped(key: LayerKey, recipients: readonly KeyObject[]): Promise<string> {
  return Buffer.from(await sealed(writeLayerKey(key), recipients)).toString("base64");
}
