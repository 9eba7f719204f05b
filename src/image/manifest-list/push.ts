import { downloadBlob } from "../../registry/blob-download.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { uploadBlob } from "../../registry/push/blob-upload.ts";
import { uploadManifest } from "../../registry/push/manifest-upload.ts";
import type { Registry } from "../../registry/registry.ts";
import { parseManifest } from "../document/manifest.ts";
import { isNondistributable } from "../push/push-plan.ts";
import { parseReference, type Reference } from "../reference.ts";
import { listDocument } from "./list-document.ts";
import type { ListEntry } from "./list-entry.ts";
import { ManifestLists, noSuchList } from "./list-store.ts";
import { type ListContext, registryOf } from "./remote-manifest.ts";

interface PushInput {
  readonly list: string;
  readonly insecure: boolean;
  /** Forget the list once it is there. */
  readonly purge: boolean;
}

/** The manifests that were brought, and the list's digest. */
export interface PushedList {
  readonly refs: readonly { readonly name: string; readonly digest: string }[];
  readonly digest: string;
}

/**
 * Brings a list to its registry, with its manifests and their blobs: mounted where their repository is of the same registry, copied from
 * theirs where it is not. Throws UNKNOWN_OBJECT where there is no such list, and INVALID_VALUE where a manifest lacks its platform.
 */
export async function pushManifestList(
  context: ListContext,
  { list, insecure, purge }: PushInput,
): Promise<PushedList> {
  const target = parseReference(list);
  const lists = new ManifestLists(context.settings.dataRoot);
  const entries = await lists.entries(target.name);
  if (entries.length === 0) throw noSuchList(target.name);
  const { descriptor, bytes } = listDocument(entries);
  using registry = await registryOf(context, target.domain, insecure);
  const refs: { name: string; digest: string }[] = [];
  for (const entry of entries) {
    await pushEntry(context, { entry, target, registry, insecure });
    const { digest } = entry.Descriptor;
    refs.push({ name: `${target.domain}/${target.path}@${digest}`, digest });
  }
  const { mediaType, digest } = descriptor;
  const version = target.tag ?? digest;
  const { signal } = context;
  await uploadManifest(registry, {
    ...{ repository: target.path, version, mediaType, digest, bytes, what: target.name, signal },
  });
  if (purge) await lists.remove(target.name);
  return { refs, digest };
}

interface EntryPush {
  readonly entry: ListEntry;
  readonly target: Reference;
  readonly registry: Registry;
  readonly insecure: boolean;
}

async function pushEntry(context: ListContext, { entry, target, registry, insecure }: EntryPush): Promise<void> {
  const { signal } = context;
  const bytes = Buffer.from(entry.Raw, "base64");
  const { mediaType, digest } = entry.Descriptor;
  const source = parseReference(entry.Ref);
  const manifest = parseManifest(bytes, mediaType, entry.Ref);
  if (manifest.kind === "manifest") {
    const isSame = source.domain === target.domain;
    using other = isSame ? undefined : await registryOf(context, source.domain, insecure);
    const from = { registry: other ?? registry, repository: source.path };
    const blobs = [manifest.config, ...manifest.layers].filter((blob) => !isNondistributable(blob));
    for (const blob of new Map(blobs.map((blob) => [blob.digest, blob])).values()) {
      await uploadBlob(registry, {
        ...{ repository: target.path, descriptor: blob, signal },
        mountFrom: isSame && source.path !== target.path ? source.path : undefined,
        open: (offset, size) => remoteBytes(from, blob, { offset, size, signal }),
      });
    }
  }
  await uploadManifest(registry, {
    ...{ repository: target.path, version: digest, mediaType, digest, bytes, what: entry.Ref, signal },
  });
}

async function* remoteBytes(
  { registry, repository }: { registry: Registry; repository: string },
  descriptor: Descriptor,
  { offset, size, signal }: { offset: number; size: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  let left = size;
  for await (const chunk of downloadBlob(registry, { repository, descriptor, offset, signal })) {
    const part = chunk.subarray(0, left);
    left -= part.length;
    if (part.length > 0) yield part;
    // Of the last piece, too, the end is read: it is there that a wrong digest is told.
    if (left === 0 && offset + size < descriptor.size) return;
  }
}
