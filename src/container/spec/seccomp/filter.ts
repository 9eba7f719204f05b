import type { LinuxSeccomp, SeccompCall } from "../../../engine/runtime-spec.ts";
import type { SeccompConditions, SeccompProfile, SeccompRule } from "./profile.ts";

/** What the conditions of a profile ask for. */
export interface SeccompFacts {
  /** The process's bounding set: `CAP_CHOWN`, … */
  readonly capabilities: readonly string[];
  /** As the kernel spells it: `x86_64`. */
  readonly architecture: string;
  /** `6.1.0-31-amd64` */
  readonly kernel: string;
  /** Whether the kernel is known to run no x32 programs, which then need no rules. */
  readonly withoutX32?: boolean | undefined;
}

/** By the kernel's name: Go's, and libseccomp's. */
const architectures: Readonly<Record<string, readonly [name: string, architecture: string]>> = {
  x86_64: ["amd64", "SCMP_ARCH_X86_64"],
  i686: ["x86", "SCMP_ARCH_X86"],
  aarch64: ["arm64", "SCMP_ARCH_AARCH64"],
  armv7l: ["arm", "SCMP_ARCH_ARM"],
  armv6l: ["arm", "SCMP_ARCH_ARM"],
  ppc64le: ["ppc64le", "SCMP_ARCH_PPC64LE"],
  s390x: ["s390x", "SCMP_ARCH_S390X"],
  riscv64: ["riscv64", "SCMP_ARCH_RISCV64"],
  loongarch64: ["loongarch64", "SCMP_ARCH_LOONGARCH64"],
  mips64: ["mips64", "SCMP_ARCH_MIPS64"],
};

const x32 = "SCMP_ARCH_X32";

/** The filter that a profile is for one container on this machine: its conditions are decided, and gone. */
export function seccompFilter(profile: SeccompProfile, facts: SeccompFacts): LinuxSeccomp {
  const { archMap = [], syscalls, architectures: fixed, ...rest } = profile;
  const [name = facts.architecture, own] = architectures[facts.architecture] ?? [];
  const found = archMap.find(({ architecture }) => architecture === own);
  const wanted = found
    ? [found.architecture, ...(found.subArchitectures ?? [])].filter((each) => !facts.withoutX32 || each !== x32)
    : fixed;
  const rules = (syscalls ?? []).filter(({ includes = {}, excludes = {} }) => {
    return isMet(includes, name, facts) && !isTouched(excludes, name, facts);
  });
  return { ...rest, ...(wanted?.length && { architectures: wanted }), syscalls: rules.map(unconditional) };
}

/** Conditions that are not written are met. */
function isMet({ caps = [], arches = [], minKernel }: SeccompConditions, name: string, facts: SeccompFacts): boolean {
  return (
    caps.every((cap) => facts.capabilities.includes(cap)) &&
    (arches.length === 0 || arches.includes(name)) &&
    (minKernel === undefined || isKernelSince(facts.kernel, minKernel))
  );
}

function isTouched({ caps = [], arches = [], minKernel }: SeccompConditions, name: string, facts: SeccompFacts) {
  return (
    caps.some((cap) => facts.capabilities.includes(cap)) ||
    arches.includes(name) ||
    (minKernel !== undefined && isKernelSince(facts.kernel, minKernel))
  );
}

/** Both as `major.minor`, whatever follows. */
function isKernelSince(kernel: string, least: string): boolean {
  const [major = 0, minor = 0] = kernel.split(/[.-]/).map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

function unconditional({ name, names = [], action, errnoRet, args }: SeccompRule): SeccompCall {
  return {
    names: name === undefined ? names : [name],
    action,
    ...(errnoRet !== undefined && { errnoRet }),
    ...(args?.length && { args }),
  };
}
