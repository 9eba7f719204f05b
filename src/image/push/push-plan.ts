import type { Descriptor } from "../../registry/descriptor.ts";

/** A manifest or an index of what is pushed, with what it names. */
export interface PushNode {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  /** Config and layers, or whatever an artefact has in their place. */
  readonly blobs: readonly Descriptor[];
  readonly children: readonly PushNode[];
}

/** A blob, and the manifest that names it, which knows where both came from. */
export interface PushBlob {
  readonly descriptor: Descriptor;
  readonly manifestDigest: string;
}

export interface PushPlan {
  /** Each once. */
  readonly blobs: readonly PushBlob[];
  /** Manifests in an order in which each finds there what it names; those of one step do not need each other. The last one is the top. */
  readonly steps: readonly (readonly PushNode[])[];
}

/** What a registry needs of a tree, and in which order: blobs, then manifests from the leaves up. */
export function pushPlan(top: PushNode, { nondistributable }: { readonly nondistributable: boolean }): PushPlan {
  const blobs = new Map<string, PushBlob>();
  const steps: Map<string, PushNode>[] = [];
  const visit = (node: PushNode): number => {
    const { digest: manifestDigest } = node.descriptor;
    for (const descriptor of node.blobs) {
      const isLeftOut = isNondistributable(descriptor) && !nondistributable;
      if (!isLeftOut && !blobs.has(descriptor.digest)) blobs.set(descriptor.digest, { descriptor, manifestDigest });
    }
    const step = node.children.reduce((highest, child) => Math.max(highest, visit(child) + 1), 0);
    steps[step] ??= new Map();
    steps[step].set(manifestDigest, node);
    return step;
  };
  visit(top);
  return { blobs: [...blobs.values()], steps: steps.map((step) => [...step.values()]) };
}

/** Layers that their owner gives out alone: Docker calls them foreign (image spec, "Non-Distributable Layers"). */
export function isNondistributable({ mediaType }: Descriptor): boolean {
  return mediaType.includes(".nondistributable.") || mediaType.includes(".rootfs.foreign.");
}

/** The repository of `known` that is most like `target`: most likely the one whose blobs it shares. */
export function mountSource(known: readonly string[], target: string): string | undefined {
  const likeness = (path: string) => {
    const [words, wanted] = [path.split("/"), target.split("/")];
    const differing = words.findIndex((word, at) => word !== wanted[at]);
    return differing < 0 ? words.length : differing;
  };
  return known.filter((path) => path !== target).sort((a, b) => likeness(b) - likeness(a))[0];
}
