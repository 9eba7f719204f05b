import type { Context } from "../context.ts";
import type { SnapshotterPlugin } from "../engine/introspection.ts";
import { probeSocket } from "../engine/socket-probe.ts";

export interface FoundSnapshotter extends SnapshotterPlugin {
  /** Whether commands use it where they are not told otherwise. */
  readonly isChosen: boolean;
}

/** The engine's snapshotters, with a failure also where the program of one does not answer. */
export async function findSnapshotters({
  engine,
  signal,
}: Pick<Context, "engine" | "signal">): Promise<readonly FoundSnapshotter[]> {
  const plugins = await engine.introspection.snapshotters({ signal });
  const found = plugins.map(async (plugin) => {
    const { name, address, failure } = plugin;
    const isSilent = address !== undefined && (await probeSocket(address)) !== "serving";
    const silence = isSilent ? `does not answer at ${address}` : undefined;
    return { ...plugin, failure: failure ?? silence, isChosen: name === engine.snapshotter };
  });
  const all = await Promise.all(found);
  const isKnown = all.some(({ isChosen }) => isChosen);
  const unknown = { name: engine.snapshotter, address: undefined, failure: "containerd has none of that name" };
  return isKnown ? all : [...all, { ...unknown, isChosen: true }];
}
