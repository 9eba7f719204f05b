import type { Descriptor } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { convertedIndex, convertedManifest } from "../convert/plan/converted-documents.ts";
import { ociType } from "../convert/plan/layer-type.ts";
import { parseJsonObject } from "../document/json-object.ts";
import type { PushNode } from "../push/push-plan.ts";

/** On the entry of an archive's `index.json` that is another one in OCI's form: the digest of that one. */
export const formOfKey = "nerdsh/oci-form-of";

/**
 * An image in OCI's media types, for readers of OCI layouts, which refuse Docker's: the same configs and layers under other documents.
 * One that has no others is given back itself.
 */
export function ociForm(node: PushNode): PushNode {
  const children = node.children.map(ociForm);
  const blobs = node.blobs.map(retyped);
  const mediaType = ociType(node.descriptor.mediaType);
  const isSame =
    mediaType === node.descriptor.mediaType &&
    children.every((child, at) => child === node.children[at]) &&
    blobs.every((blob, at) => blob === node.blobs[at]);
  if (isSame) return node;
  const raw = parseJsonObject(node.bytes, node.descriptor.digest);
  const [config, ...layers] = blobs;
  const document =
    config === undefined
      ? convertedIndex(
          { ...raw, mediaType },
          node.children.map(({ descriptor: from }, at) => ({ from, to: children[at]!.descriptor })),
        )
      : convertedManifest(raw, { mediaType, config, layers });
  const bytes = Buffer.from(JSON.stringify(document));
  const descriptor = { ...node.descriptor, mediaType, digest: digestOf(bytes), size: bytes.length };
  return { descriptor, bytes, blobs, children };
}

function retyped(blob: Descriptor): Descriptor {
  const mediaType = ociType(blob.mediaType);
  return mediaType === blob.mediaType ? blob : { ...blob, mediaType };
}
