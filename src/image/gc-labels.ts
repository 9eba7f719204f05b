import { type Descriptor, isConfigType, isIndexType, isLayerType, isManifestType } from "../registry/descriptor.ts";

export type Labels = Readonly<Record<string, string>>;

/**
 * The labels with which a manifest or an index keeps its children from garbage collection, under the keys of containerd's own client
 * (garbage collection, "Garbage Collection labels").
 */
export function childLabels(children: readonly Descriptor[]): Labels {
  const counts = new Map<string, number>();
  const entries = children.map(({ mediaType, digest }) => {
    const kind = kindOf(mediaType);
    const index = counts.get(kind) ?? 0;
    counts.set(kind, index + 1);
    const isOnly = kind === "config" && index === 0;
    return [`containerd.io/gc.ref.content.${isOnly ? "config" : `${kind}${index}`}`, digest] as const;
  });
  return Object.fromEntries(entries);
}

/** On the config blob: keeps the unpacked layers as long as the image. */
export function snapshotLabel(snapshotter: string, chainId: string): Labels {
  return chainId === "" ? {} : { [`containerd.io/gc.ref.snapshot.${snapshotter}`]: chainId };
}

export interface SourceRepository {
  readonly domain: string;
  readonly path: string;
}

const sourcePrefix = "containerd.io/distribution.source.";

/** Where a blob came from, so that a push to the same registry can mount it instead of sending it. */
export function sourceLabel(domain: string, path: string): Labels {
  return { [`${sourcePrefix}${domain}`]: path };
}

/** What such labels say: each repository that a blob has come from, or gone to. */
export function sourcesIn(labels: Labels): SourceRepository[] {
  return Object.entries(labels).flatMap(([key, paths]) => {
    if (!key.startsWith(sourcePrefix)) return [];
    return paths.split(",").map((path) => ({ domain: key.slice(sourcePrefix.length), path }));
  });
}

function kindOf(mediaType: string): string {
  if (isConfigType(mediaType)) return "config";
  if (isIndexType(mediaType) || isManifestType(mediaType)) return "m.";
  return isLayerType(mediaType) ? "l." : "";
}
