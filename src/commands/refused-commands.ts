import { NerdError } from "../errors.ts";

/** Groups of Docker's or nerdctl's commands that are not served, and why. */
const refusedGroups: Readonly<Record<string, string>> = {
  ipfs: "images come from registries and archives only, and go there",
};

/** Commands of a group that is served. */
const refusedMembers: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  "compose alpha": {
    reason: "what is tried out there has a name of its own by now",
    hint: "write compose watch, compose publish, or --dry-run before any command",
  },
  "compose bridge": {
    reason: "it makes files for clusters, and this is one host",
    hint: "nerdsh compose config prints the whole project, for programs that convert it",
  },
};

/** The same of a command within a group, by both of its words. */
export function refusedMember(pair: string): NerdError | undefined {
  const refused = Object.hasOwn(refusedMembers, pair) ? refusedMembers[pair] : undefined;
  if (refused === undefined) return undefined;
  return new NerdError("UNSUPPORTED", `${pair} is not served: ${refused.reason}`, { hint: refused.hint });
}

/** What to say of a command that is known, and cannot be served. */
export function refusedCommand(group: string): NerdError | undefined {
  const reason = Object.hasOwn(refusedGroups, group) ? refusedGroups[group] : undefined;
  if (reason === undefined) return undefined;
  return new NerdError("UNSUPPORTED", `${group} is not served: ${reason}`, {
    hint: "serve a registry with docker-registry, or carry images with nerdsh save and load",
  });
}
