import type { KeyObject } from "node:crypto";
import { NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import type { ConvertContext } from "../convert/convert.ts";
import { convertDocuments, eachLayerOnce } from "../convert/converted-layers.ts";
import type { KnownConversion } from "../convert/known-conversion.ts";
import { recordImage } from "../image-record.ts";
import { newName } from "../new-name.ts";
import { type LeasedEngine, leasedEngine } from "../pull/pull-lease.ts";
import type { WantedPlatforms } from "../pull/registry-pull.ts";
import { decryptedType, encryptedType, isEncrypted } from "./encrypted-type.ts";
import { storeDecrypted, storeEncrypted } from "./stored-layer.ts";
import { moreKeyAnnotations, unwrappedKey } from "./wrapped-key.ts";

export interface ImageCryption {
  readonly source: string;
  /** Name of the new image; a name that is taken points at it from then on. */
  readonly target: string;
  readonly platforms: WantedPlatforms;
  /** Private keys that open what is encrypted already. */
  readonly keys: readonly KeyObject[];
}

export interface CryptedImage {
  readonly name: string;
  readonly digest: string;
}

type ConvertOne = Parameters<typeof eachLayerOnce>[1];

const hint = "name a recipient's private key: --key FILE";

/**
 * An image whose layers only the owners of the recipients' keys can read; its config stays as it is, for all to read. A layer that is
 * encrypted already gets more recipients, by one of `keys`. Throws KEY_MISSING, and what a conversion does.
 */
export async function encryptImage(
  context: ConvertContext,
  { recipients, ...cryption }: ImageCryption & { readonly recipients: readonly KeyObject[] },
): Promise<CryptedImage> {
  const { signal } = context;
  if (recipients.length === 0) {
    throw new NerdError("MISSING_ARGUMENT", "encryption for nobody: --recipient is missing", {
      hint: "write --recipient=jwe:PUBLIC-KEY.pem; it may be given several times",
    });
  }
  return await crypt(context, cryption, {
    // What is encrypted already only gets more recipients.
    retype: (mediaType) => (isEncrypted({ mediaType }) ? mediaType : encryptedType(mediaType)),
    layer: ({ engine }) => {
      return async (layer, diffId, reach) => {
        if (!isEncrypted(layer))
          return { diffId, ...(await storeEncrypted(engine, layer, recipients, { signal, reach })) };
        const { key } = await unwrappedKey(layer, cryption.keys, hint);
        const { digest, size, annotations = {} } = layer;
        return { diffId, digest, size, annotations: await moreKeyAnnotations(annotations, key, recipients) };
      };
    },
  });
}

/** The image in clear again; layers that are not encrypted stay as they are. Throws KEY_MISSING, IMAGE_INVALID and what a conversion does. */
export async function decryptImage(context: ConvertContext, cryption: ImageCryption): Promise<CryptedImage> {
  const { signal } = context;
  const keys = { keys: cryption.keys, hint };
  return await crypt(context, cryption, {
    retype: decryptedType,
    layer: ({ engine }) => {
      return async (layer, diffId, reach) => {
        const to = isEncrypted(layer) ? await storeDecrypted(engine, layer, keys, { signal, reach }) : layer;
        return { diffId, ...plain(to) };
      };
    },
  });
}

/** The record comes last; until then a lease keeps what there is. */
async function crypt(
  context: ConvertContext,
  { source, target: name, platforms }: ImageCryption,
  { retype, layer }: { retype: (mediaType: string) => string; layer: (leased: LeasedEngine) => ConvertOne },
): Promise<CryptedImage> {
  const startMs = performance.now();
  const { signal, emit } = context;
  const { name: full } = newName(name);
  await using leased = await leasedEngine(context.engine, "crypt");
  const layers = eachLayerOnce({ name: full, emit }, layer(leased));
  const target = await convertDocuments(context, leased, { source, platforms, oci: true, retype, layers });
  await recordImage(leased.engine, { name: full, target }, signal);
  emit({ type: "image.converted", image: full, digest: target.digest, elapsedMs: performance.now() - startMs });
  return { name: full, digest: target.digest };
}

function plain({ digest, size }: Descriptor): Omit<KnownConversion, "diffId"> {
  return { digest, size, annotations: {} };
}
