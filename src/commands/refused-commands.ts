import { NerdError } from "../errors.ts";

/** Groups of Docker's or nerdctl's commands that are not served, and why. */
const refusedGroups: Readonly<Record<string, string>> = {
  ipfs: "images come from registries and archives only, and go there",
};

/** What to say of a command that is known, and cannot be served. */
export function refusedCommand(group: string): NerdError | undefined {
  const reason = Object.hasOwn(refusedGroups, group) ? refusedGroups[group] : undefined;
  if (reason === undefined) return undefined;
  return new NerdError("UNSUPPORTED", `${group} is not served: ${reason}`, {
    hint: "serve a registry with docker-registry, or carry images with nerdsh save and load",
  });
}
