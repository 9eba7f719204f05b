import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Settings } from "../settings/settings.ts";

/**
 * Whether any container of the namespace runs, or has exited and not been deleted: asked of the kernel, since the engine is away. A shim's
 * command line has both. From containerd, runtime/v2/shim, Command.
 */
export function hasShims({ address, namespace }: Pick<Settings, "address" | "namespace">): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => isShim(commandLine(pid), { address, namespace }));
}

function isShim(
  [program = "", ...args]: readonly string[],
  { address, namespace }: Pick<Settings, "address" | "namespace">,
): boolean {
  const has = (flag: string, value: string) => args.includes(flag) && args[args.indexOf(flag) + 1] === value;
  return basename(program).startsWith("containerd-shim") && has("-address", address) && has("-namespace", namespace);
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return []; // Gone meanwhile.
  }
}
