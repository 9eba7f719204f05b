import { type Descriptor, isConfigType, mediaTypes } from "../../registry/descriptor.ts";
import { choosePlatform, hostPlatform } from "../platform.ts";
import type { PushNode } from "../push/push-plan.ts";
import { familiarName, repositoryAndTag } from "../reference.ts";
import { formOfKey, ociForm } from "./oci-form.ts";

/** An image that goes into an archive. */
export interface SavedImage {
  /** Of its record; absent where it was asked for by its ID. */
  readonly name: string | undefined;
  readonly node: PushNode;
}

/** What an archive consists of, by path and by digest. */
export interface ArchivePlan {
  /** Tables of contents, manifests and indexes. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  /** Configs and layers. */
  readonly blobs: readonly Descriptor[];
}

/**
 * An OCI layout (image layout, "Content") with containerd's names, that is also what `docker save` writes (version 1.2): one set of blobs
 * under two tables of contents, which come first. The order of `images` does not matter.
 */
export function archivePlan(images: readonly SavedImage[]): ArchivePlan {
  const sorted = [...new Map(images.map((image) => [keyOf(image), image])).entries()]
    .sort(byKey)
    .map(([, image]) => image);
  const forms = sorted.map((image) => ({ ...image, form: ociForm(image.node) }));
  const nodes = forms.flatMap(({ node, form }) => [...allNodes(node), ...allNodes(form)]);
  const manifests = forms.flatMap(indexEntries);
  const blobs = new Map(nodes.flatMap((node) => node.blobs.map((blob) => [blob.digest, blob])));
  const documents = new Map(nodes.map(({ descriptor, bytes }) => [blobPath(descriptor.digest), bytes]));
  return {
    documents: new Map([
      ["oci-layout", json({ imageLayoutVersion: "1.0.0" })],
      ["index.json", json({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests })],
      ["manifest.json", json(dockerTable(sorted))],
      ...[...documents].sort(byKey),
    ]),
    blobs: [...blobs].sort(byKey).map(([, blob]) => blob),
  };
}

/** `blobs/sha256/<hex>`. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

/**
 * containerd and Docker read the whole name, and the last entry that has it counts; others find the tag, once. An image in Docker's form so
 * keeps its digest for the former, and is there in OCI's for the latter.
 */
function indexEntries({ name, node, form }: SavedImage & { readonly form: PushNode }): Descriptor[] {
  const { tag } = repositoryAndTag(name ?? "");
  const byName = { ...(name !== undefined && { "io.containerd.image.name": name }) };
  const byBoth = { ...byName, ...(tag !== "<none>" && { "org.opencontainers.image.ref.name": tag }) };
  if (form === node) return [indexEntry(node.descriptor, byBoth)];
  const { digest } = node.descriptor;
  return [indexEntry(form.descriptor, { ...byBoth, [formOfKey]: digest }), indexEntry(node.descriptor, byName)];
}

function indexEntry(
  { mediaType, digest, size, platform }: Descriptor,
  annotations: Readonly<Record<string, string>>,
): Descriptor {
  const hasAny = Object.keys(annotations).length > 0;
  return { mediaType, digest, size, ...(hasAny && { annotations }), ...(platform && { platform }) };
}

interface DockerItem {
  readonly Config: string;
  readonly RepoTags: string[];
  readonly Layers: readonly string[];
}

/** `manifest.json` knows no platforms: of each image it has the one that runs here, or else the first. */
function dockerTable(images: readonly SavedImage[]): DockerItem[] {
  const items = new Map<string, DockerItem>();
  for (const { name, node } of images) {
    const [config, ...layers] = runnable(node)?.blobs ?? [];
    if (config === undefined) continue; // An artefact, which Docker could not load.
    const Layers = layers.map(({ digest }) => blobPath(digest));
    const item = items.get(config.digest) ?? { Config: blobPath(config.digest), RepoTags: [], Layers };
    items.set(config.digest, item);
    if (name !== undefined && !name.includes("@")) item.RepoTags.push(familiarName(name));
  }
  return [...items.values()];
}

function runnable(node: PushNode): PushNode | undefined {
  const manifests = allNodes(node).filter(
    ({ blobs: [config] }) => config !== undefined && isConfigType(config.mediaType),
  );
  const best = choosePlatform(
    manifests.map(({ descriptor }) => descriptor),
    hostPlatform(),
  );
  return manifests.find(({ descriptor }) => descriptor === best) ?? manifests[0];
}

function allNodes(node: PushNode): PushNode[] {
  return [node, ...node.children.flatMap(allNodes)];
}

function keyOf({ name, node }: SavedImage): string {
  return name ?? `@${node.descriptor.digest}`;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
