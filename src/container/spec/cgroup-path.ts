import { NerdError } from "../../errors.ts";
import type { CgroupManager } from "../../settings/settings.ts";

export interface CgroupPlace {
  readonly id: string;
  readonly namespace: string;
  readonly manager: CgroupManager;
  /** A path, or for systemd the name of a slice; its own place where absent. */
  readonly parent: string | undefined;
}

/** `/<namespace>/<id>`, or systemd's form; as nerdctl has it, so that limits are found where both look. */
export function cgroupPath({ id, namespace, manager, parent }: CgroupPlace): string {
  if (manager !== "systemd") return parent ? `/${parent.replace(/^\/+|\/+$/g, "")}/${id}` : `/${namespace}/${id}`;
  if (parent && !parent.endsWith(".slice")) {
    throw new NerdError("INVALID_VALUE", `cgroup-parent for systemd cgroup should be a valid slice: ${parent}`, {
      hint: "write it as NAME.slice",
    });
  }
  return `${parent || "system.slice"}:nerdctl:${id}`;
}
