import type { Engine } from "../../engine/engine.ts";
import { isNerdError } from "../../errors.ts";
import type { Image, ImageContext } from "../image.ts";

/** Chain IDs whose snapshots this process has seen, by engine: what an image record keeps does not go away behind its back. */
const seen = new WeakMap<Engine, Set<string>>();

/** Whether containers can start from the image: its top layer's snapshot is there. Asks the engine once a process. */
export async function isUnpacked(
  { engine, signal }: ImageContext,
  { chainId }: Pick<Image, "chainId">,
): Promise<boolean> {
  const known = seen.get(engine) ?? new Set();
  seen.set(engine, known);
  if (chainId === "" || known.has(chainId)) return true;
  if (!(await hasSnapshot(engine, chainId, signal))) return false;
  known.add(chainId);
  return true;
}

export async function hasSnapshot(engine: Engine, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.snapshots().stat(name, { signal });
    return true;
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND")) return false;
    throw error;
  }
}

/** Where Prepare says that a parent is not there, what was seen no longer holds. */
export function forgetUnpacked(engine: Engine): void {
  seen.delete(engine);
}
