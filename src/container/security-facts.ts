import { readFileSync } from "node:fs";
import type { Context } from "../context.ts";
import type { HostFacts } from "../engine/host/host-facts.ts";
import { NerdError } from "../errors.ts";
import { mayHaveX32 } from "../platform/x32.ts";
import type { SeccompProfile } from "./spec/seccomp/profile.ts";
import { readSecurityOpt, type SecurityRequest } from "./spec/security-opt.ts";
import type { SecurityFacts, SecurityOptions } from "./spec/security-options.ts";

/** Looks up what the options of the group need: nothing is read that was not asked for. */
export async function securityFacts(
  { cwd }: Pick<Context, "cwd">,
  options: SecurityOptions,
  host: HostFacts,
): Promise<SecurityFacts> {
  const { privileged } = options;
  const request = readSecurityOpt(options.securityOpt);
  refuseLabels(request, host);
  const givesDevices = privileged && !request.withoutHostDevices;
  return {
    availableCapabilities: host.capabilities,
    architecture: host.architecture,
    kernel: host.kernel,
    ...(await seccompFacts(request, host, { cwd, privileged })),
    apparmorProfile: apparmorProfile(request, host, privileged),
    hostDevices: givesDevices ? (await import("../engine/host/host-devices.ts")).hostDevices() : [],
  };
}

/** Of a kernel that nobody can ask, x32 is expected: each processor mode costs runc 5 ms, and one too few kills who uses it. */
async function seccompFacts(...asked: Parameters<typeof seccompProfile>) {
  const profile = await seccompProfile(...asked);
  if (profile === undefined) return { seccompProfile: undefined };
  return { seccompProfile: profile, withoutX32: profile.archMap !== undefined && !(await mayHaveX32()) };
}

/** A privileged container has no filter unless one was named. */
async function seccompProfile(
  { seccomp }: SecurityRequest,
  host: HostFacts,
  { cwd, privileged }: { readonly cwd: string; readonly privileged: boolean },
): Promise<SeccompProfile | undefined> {
  if (seccomp === "unconfined" || (seccomp === undefined && (privileged || !host.seccomp))) return undefined;
  if (!host.seccomp) {
    throw new NerdError("UNSUPPORTED", "seccomp is not enabled in this kernel, cannot run a custom seccomp profile");
  }
  if (seccomp === undefined || seccomp === "builtin") {
    return (await import("./spec/seccomp/default-profile.ts")).defaultProfile;
  }
  return await (await import("./spec/seccomp/profile.ts")).readSeccompProfile(seccomp, cwd);
}

/** nerdctl's own, which it loads for its containers. */
const defaultApparmor = "nerdctl-default";

function apparmorProfile({ apparmor }: SecurityRequest, host: HostFacts, privileged: boolean): string | undefined {
  if (!host.apparmor) {
    if (apparmor === undefined || apparmor === "unconfined") return undefined;
    throw new NerdError("UNSUPPORTED", `AppArmor is not enabled on this host, yet a profile is asked for: ${apparmor}`);
  }
  if (apparmor !== undefined) return apparmor;
  // A profile that is not loaded would make the start fail.
  return privileged || !loadedProfiles().includes(defaultApparmor) ? undefined : defaultApparmor;
}

/** Lines such as `nerdctl-default (enforce)`. */
function loadedProfiles(file = "/sys/kernel/security/apparmor/profiles"): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.replace(/ \(\w+\)$/, ""));
  } catch {
    return []; // securityfs is not mounted, or not ours to read.
  }
}

/** `disable` asks for what is so already. */
function refuseLabels({ label }: SecurityRequest, { selinux }: HostFacts): void {
  const asked = label.find((part) => part !== "disable");
  if (asked === undefined) return;
  const reason = selinux ? "no labels are set yet" : "SELinux is not enabled on this host";
  throw new NerdError("UNSUPPORTED", `cannot set an SELinux label, ${reason}: ${asked}`);
}
