import { randomBytes } from "node:crypto";
import type { Engine } from "../../engine/engine.ts";
import type { Mount } from "../../engine/protocol.ts";
import { isNerdError } from "../../errors.ts";
import type { Labels } from "../gc-labels.ts";

export interface SnapshotToFill {
  /** Name that it will be committed under. */
  readonly chainId: string;
  /** Chain ID of the layers below; empty for the lowest. */
  readonly parent: string;
  /** For a remote snapshotter. */
  readonly labels: Labels;
}

/** The key of a snapshot that is being filled, in containerd's own form, so that its clients recognise what is under way. */
export function extractKey(chainId: string): string {
  return `extract-${process.hrtime.bigint() % 1_000_000_000n}-${randomBytes(3).toString("base64url")} ${chainId}`;
}

/** On the snapshot that is filled, and on the committed one. */
export function extractLabels({ chainId, labels }: SnapshotToFill): Labels {
  return { ...labels, "containerd.io/snapshot.ref": chainId };
}

/**
 * An empty snapshot for a layer. ALREADY_EXISTS says that the layer is there without being filled: because somebody was faster, or because
 * the snapshotter brings it itself. Not to be cancelled: it might be made after it was removed.
 */
export async function prepareExtract(engine: Engine, key: string, snapshot: SnapshotToFill): Promise<readonly Mount[]> {
  return await engine.snapshots().prepare(key, snapshot.parent, extractLabels(snapshot));
}

export async function removeExtract(engine: Engine, key: string): Promise<void> {
  await engine
    .snapshots()
    .remove(key)
    .catch((error) => {
      if (!isNerdError(error, "NOT_FOUND")) throw error;
    });
}
