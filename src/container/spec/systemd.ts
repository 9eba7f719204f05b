import type { MountSpec } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import { type SpecOption, withMounts } from "./spec-options.ts";

/** `true` where the command is an init by its usual names, `always`, or `false`. */
export type SystemdMode = "true" | "false" | "always";

/** What systemd takes for a request to shut down in order (systemd(1), "Signals"). */
export const systemdStopSignal = "SIGRTMIN+3";

const inits = ["/sbin/init", "/usr/sbin/init", "/usr/local/sbin/init"];

/** Whether a container is made ready for systemd; `command` is its first word. */
export function isForSystemd(mode: SystemdMode, command: string | undefined): boolean {
  return mode === "always" || (mode === "true" && command !== undefined && inits.includes(command));
}

/** A cgroup to write to, and places that it expects to be empty at boot, unless the user mounts something there. */
export function systemdOptions(isPrivileged: boolean, withoutHostDevices: boolean): SpecOption[] {
  if (isPrivileged && !withoutHostDevices) {
    // systemd would take the host's consoles and units of its devices for its own.
    throw new NerdError("INVALID_VALUE", "--systemd with --privileged would hand it the host's devices", {
      hint: "add --security-opt privileged-without-host-devices",
    });
  }
  return [
    withMounts([cgroup]),
    (spec) => {
      const isFree = (place: string) => spec.mounts.every(({ destination }) => destination !== place);
      withMounts(["/run", "/run/lock", "/tmp", "/var/lib/journal"].filter(isFree).map(memory))(spec);
    },
  ];
}

const cgroup: MountSpec = {
  destination: "/sys/fs/cgroup",
  type: "cgroup",
  source: "cgroup",
  options: ["nosuid", "noexec", "nodev", "rw"],
};

function memory(destination: string): MountSpec {
  return { destination, type: "tmpfs", source: "tmpfs", options: ["nosuid", "nodev"] };
}
