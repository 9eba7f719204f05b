import { type Descriptor, type Mount, methods } from "./protocol.ts";
import { Service, type Waits } from "./service.ts";

/** Layers to file systems, and back. */
export class Diff extends Service {
  /** Unpacks a layer over `mounts`; gives the descriptor of its tar, whose digest is the diffID. */
  async apply(layer: Descriptor, mounts: readonly Mount[], waits?: Waits): Promise<Descriptor> {
    const { applied } = await this.callSlowly(methods.diff.apply, { diff: layer, mounts }, waits);
    return applied!; // A reply without it would be an error.
  }

  /** Packs what `right` has changed against `left` into a layer in the content store. */
  async compare(
    left: readonly Mount[],
    right: readonly Mount[],
    { mediaType, ref, labels = {} }: { mediaType: string; ref: string; labels?: Readonly<Record<string, string>> },
    waits?: Waits,
  ): Promise<Descriptor> {
    const { diff } = await this.callSlowly(methods.diff.diff, { left, right, mediaType, ref, labels }, waits);
    return diff!;
  }
}
