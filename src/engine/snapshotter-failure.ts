import { isNerdError, NerdError, unknownName } from "../errors.ts";
import type { SnapshotterPlugin } from "./introspection.ts";
import { probeSocket } from "./socket-probe.ts";

/** What containerd says of a snapshotter that it lacks, and of one whose program does not answer; other failures are the snapshot's own. */
export function isSnapshotterFailure(error: unknown): boolean {
  return isNerdError(error, "INVALID_VALUE") || isNerdError(error, "ENGINE_UNAVAILABLE");
}

/** The failure of a call to a snapshotter, seen by those that the engine has; the same one where that is not why it failed. */
export function snapshotterFailure(error: unknown, name: string, plugins: readonly SnapshotterPlugin[]): unknown {
  const plugin = plugins.find((candidate) => candidate.name === name);
  const usable = plugins.filter(({ failure }) => failure === undefined).map((candidate) => candidate.name);
  const hint = `containerd has ${usable.join(", ")}`;
  if (plugin === undefined) {
    const { message, suggestions, hint: closest = hint } = unknownName("UNKNOWN_SNAPSHOTTER", name, usable);
    return new NerdError("UNKNOWN_SNAPSHOTTER", message, { suggestions, hint: closest, cause: error });
  }
  const { failure, address } = plugin;
  if (failure !== undefined) {
    const message = `containerd cannot use the snapshotter ${name}: ${failure}`;
    return new NerdError("SNAPSHOTTER_UNAVAILABLE", message, { hint, suggestions: usable, cause: error });
  }
  if (address === undefined || !isNerdError(error, "ENGINE_UNAVAILABLE")) return error;
  return new NerdError("SNAPSHOTTER_UNAVAILABLE", `the snapshotter ${name} does not answer at ${address}`, {
    hint: "start its program, or choose another one with --snapshotter",
    cause: error,
  });
}

/** Whether the program of a snapshotter that did not answer containerd does so by now. */
export async function isBack(failure: unknown, name: string, plugins: readonly SnapshotterPlugin[]): Promise<boolean> {
  const address = plugins.find((plugin) => plugin.name === name)?.address;
  if (address === undefined || !isNerdError(failure, "SNAPSHOTTER_UNAVAILABLE")) return false;
  return (await probeSocket(address)) === "serving";
}
