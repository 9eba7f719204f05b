import { capabilityNames } from "../../engine/host/capabilities.ts";
import type { CapabilitySet } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";

/** What Docker grants where nothing was asked for, in the order in which it lists them. */
const defaults = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FSETID",
  "FOWNER",
  "MKNOD",
  "NET_RAW",
  "SETGID",
  "SETUID",
  "SETFCAP",
  "SETPCAP",
  "NET_BIND_SERVICE",
  "SYS_CHROOT",
  "KILL",
  "AUDIT_WRITE",
];

export interface CapabilityChanges {
  readonly add: readonly string[];
  readonly drop: readonly string[];
  /** What this process may hand on at all: runc refuses to start with more. */
  readonly available: readonly string[];
}

/** The sets of a container's first process; `ALL` stands for every available one. */
export function capabilitySets({ add, drop, available }: CapabilityChanges): Record<CapabilitySet, string[]> {
  const added = add.map(shortName);
  const dropped = new Set(drop.map(shortName));
  const base = dropped.has("ALL") ? [] : defaults;
  const wanted = added.includes("ALL") ? [...capabilityNames] : [...base, ...added];
  const kept = [...new Set(wanted)].filter((name) => !dropped.has(name)).map((name) => `CAP_${name}`);
  const granted = kept.filter((name) => available.includes(name));
  return { bounding: granted, effective: [...granted], permitted: [...granted], inheritable: [], ambient: [] };
}

/** What was asked for on top of Docker's grants, and what is missing from them, read back from a bounding set. */
export function capabilityDifference(bounding: readonly string[]): {
  readonly added: string[];
  readonly dropped: string[];
} {
  const usual = defaults.map((name) => `CAP_${name}`);
  return {
    added: bounding.filter((name) => !usual.includes(name)),
    dropped: usual.filter((name) => !bounding.includes(name)),
  };
}

function shortName(written: string): string {
  const name = written.toUpperCase().replace(/^CAP_/, "");
  if (name === "ALL" || capabilityNames.some((known) => known === name)) return name;
  const suggestions = closest(name, capabilityNames);
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  throw new NerdError("INVALID_VALUE", `no such capability: ${written}`, { suggestions, ...(hint && { hint }) });
}
