import type { DeviceSpec, RuntimeSpec } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import { seccompFilter } from "./seccomp/filter.ts";
import type { SeccompProfile } from "./seccomp/profile.ts";
import { readSecurityOpt } from "./security-opt.ts";
import { type SpecOption, withCapabilities, withReadonlyRoot } from "./spec-options.ts";

/** What a container may do: the flags of that group, read. */
export interface SecurityOptions {
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly privileged: boolean;
  readonly readOnly: boolean;
  readonly securityOpt: readonly string[];
}

/** What the host allows at all, and what was looked up there for the container. */
export interface SecurityFacts {
  readonly availableCapabilities: readonly string[];
  /** As the kernel spells it: `x86_64`. */
  readonly architecture: string;
  readonly kernel: string;
  /** Undefined where system calls are not filtered. */
  readonly seccompProfile: SeccompProfile | undefined;
  /** Of the kernel, where it is known. */
  readonly withoutX32?: boolean | undefined;
  /** Undefined where AppArmor does not confine it. */
  readonly apparmorProfile: string | undefined;
  /** Those that a privileged container gets. */
  readonly hostDevices: readonly DeviceSpec[];
}

/** Throws INVALID_VALUE where the options contradict each other. */
export function securityOptions(input: SecurityOptions, facts: SecurityFacts): SpecOption[] {
  const { capAdd, capDrop, privileged, readOnly } = input;
  const request = readSecurityOpt(input.securityOpt);
  if (request.withoutHostDevices && !privileged) {
    throw new NerdError(
      "INVALID_VALUE",
      "--security-opt privileged-without-host-devices cannot be used without --privileged",
    );
  }
  const available = facts.availableCapabilities;
  const changes = privileged ? { add: ["ALL"], drop: [] } : { add: commaParts(capAdd), drop: commaParts(capDrop) };
  return [
    withCapabilities({ ...changes, available }),
    withSeccomp(facts),
    (spec) => {
      spec.process.noNewPrivileges = request.noNewPrivileges;
      if (facts.apparmorProfile !== undefined) spec.process.apparmorProfile = facts.apparmorProfile;
    },
    ...(privileged || request.openSystemPaths ? [withOpenSystemPaths()] : []),
    ...(privileged ? [withWritable("sysfs"), withWritable("cgroup")] : []),
    ...(request.writableCgroups ? [withWritable("cgroup")] : []),
    ...(privileged && !request.withoutHostDevices ? [withEveryDevice(facts.hostDevices)] : []),
    ...(readOnly ? [withReadonlyRoot()] : []),
  ];
}

/** `--cap-add A,B` is `--cap-add A --cap-add B`, as in nerdctl. */
function commaParts(list: readonly string[]): string[] {
  return list.flatMap((text) => text.split(","));
}

/** By the capabilities that the spec grants by now: what they allow, the filter must not forbid. */
const withSeccomp =
  ({ seccompProfile, architecture, kernel, withoutX32 }: SecurityFacts): SpecOption =>
  ({ linux, process }) => {
    const capabilities = process.capabilities?.bounding ?? [];
    const facts = { capabilities, architecture, kernel, withoutX32 };
    if (seccompProfile) linux.seccomp = seccompFilter(seccompProfile, facts);
  };

const withOpenSystemPaths = (): SpecOption => (spec) => {
  spec.linux.maskedPaths = [];
  spec.linux.readonlyPaths = [];
};

const withWritable =
  (type: "sysfs" | "cgroup"): SpecOption =>
  (spec) => {
    spec.mounts = spec.mounts.map((mount) => {
      if (mount.type !== type) return mount;
      return { ...mount, options: mount.options.map((option) => (option === "ro" ? "rw" : option)) };
    });
  };

/** Those that were asked for by name keep the place that they were given. */
const withEveryDevice =
  (devices: readonly DeviceSpec[]): SpecOption =>
  (spec: RuntimeSpec) => {
    const named = spec.linux.devices ?? [];
    const taken = new Set(named.map(({ path }) => path));
    spec.linux.devices = [...devices.filter(({ path }) => !taken.has(path)), ...named];
    spec.linux.resources.devices = [{ allow: true, access: "rwm" }];
  };
