import { keepContainersBy } from "../../api/disposal.ts";
import { NerdError } from "../../errors.ts";
import type { KeptContainers } from "./keep-failed.ts";

export interface KeepFlags {
  readonly keep: boolean;
  readonly shell: boolean;
  readonly watch: boolean;
}

/** Loads what keeps containers only where they are to outlive a failure. */
export async function openKept({ keep, shell, watch }: KeepFlags): Promise<KeptContainers | undefined> {
  if (!keep && !shell) return undefined;
  if (shell) {
    const { requireTerminal } = await import("./failed-shell.ts");
    requireTerminal([process.stdin, process.stdout]);
  }
  if (watch) {
    const hint = "leave out --watch";
    throw new NerdError("INVALID_VALUE", `--watch does not go with --${shell ? "shell" : "keep"}`, { hint });
  }
  const { KeptContainers } = await import("./keep-failed.ts");
  const kept = new KeptContainers();
  keepContainersBy(kept);
  return kept;
}
