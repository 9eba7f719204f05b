import { isAbsolute } from "node:path";
import type { ContainerRecord } from "../engine/containers.ts";
import { findProgram } from "../engine/embedded/programs.ts";
import { toRuntimeOptions } from "../engine/runtime-options.ts";
import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";

export const runcShim = "io.containerd.runc.v2";

/**
 * `--runtime`: a shim's name, or a program that speaks runc's command line, driven by runc's shim. Throws INVALID_VALUE
 * where it is not installed: containerd would find out only after the network and all else was made.
 */
export function containerRuntime(
  asked: string,
  { programDirs, cgroupManager }: Pick<Settings, "programDirs" | "cgroupManager">,
): ContainerRecord["runtime"] {
  const systemdCgroup = cgroupManager === "systemd";
  if (asked === runcShim)
    return { name: runcShim, ...(systemdCgroup && { options: toRuntimeOptions({ systemdCgroup }) }) };
  const shim = shimProgram(asked);
  const name = shim ?? asked;
  const program = findRuntime(name, programDirs);
  if (program === undefined) {
    throw new NerdError("INVALID_VALUE", `unknown or invalid runtime name: ${asked}`, {
      hint: `${name} is not installed`,
    });
  }
  if (shim !== undefined) return { name: asked };
  return { name: runcShim, options: toRuntimeOptions({ binaryName: program, systemdCgroup }) };
}

/** containerd's rule (runtime v2, "Shim authoring"): `io.containerd.runsc.v1` is run by `containerd-shim-runsc-v1`. */
function shimProgram(runtime: string): string | undefined {
  const [, name, version] = /^io\.containerd\.([\w-]+)\.(v\d+)$/.exec(runtime) ?? [];
  return name === undefined ? undefined : `containerd-shim-${name}-${version}`;
}

/** A path must be whole: containerd, which runs it, is in another directory than the caller. */
function findRuntime(name: string, programDirs: readonly string[]): string | undefined {
  if (!name.includes("/")) return findProgram(name, programDirs);
  return isAbsolute(name) ? findProgram(name, ["/"]) : undefined;
}
