import { parseReference } from "../reference.ts";
import { listDocument } from "./list-document.ts";
import { type ListEntry, listEntry } from "./list-entry.ts";
import { ManifestLists } from "./list-store.ts";
import { type ListContext, registryOf, remoteManifest } from "./remote-manifest.ts";

interface Asked {
  readonly manifest: string;
  readonly insecure: boolean;
}

/** A list that is made here, else what the registry has of that name: as it is stored there. */
export async function inspectManifest(context: ListContext, { manifest, insecure }: Asked): Promise<object> {
  const { name, domain } = parseReference(manifest);
  const local = await new ManifestLists(context.settings.dataRoot).entries(name);
  if (local.length > 0) return documentOf(listDocument(local).bytes);
  using registry = await registryOf(context, domain, insecure);
  return documentOf((await remoteManifest(registry, name, context.signal)).bytes);
}

/** The same, each manifest with its descriptor: several of an index, or the one. */
export async function manifestEntries(
  context: ListContext,
  { manifest, insecure }: Asked,
): Promise<ListEntry | readonly ListEntry[]> {
  const { name, domain, path } = parseReference(manifest);
  const { signal } = context;
  const local = await new ManifestLists(context.settings.dataRoot).entries(name);
  if (local.length > 0) return local;
  using registry = await registryOf(context, domain, insecure);
  const top = await remoteManifest(registry, name, signal);
  if (top.manifest.kind === "manifest") return listEntry(name, top.descriptor, top.bytes);
  return await Promise.all(
    top.manifest.manifests.map(async (child) => {
      const { bytes } = await remoteManifest(registry, `${domain}/${path}@${child.digest}`, signal);
      return listEntry(`${name}@${child.digest}`, child, bytes);
    }),
  );
}

function documentOf(bytes: Uint8Array): object {
  return JSON.parse(Buffer.from(bytes).toString()) as object; // It was parsed as a manifest before.
}
