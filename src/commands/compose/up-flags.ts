import type { UpRequest } from "../../compose/up-request.ts";
import { NerdError } from "../../errors.ts";
import type { FlagTable, OptionsOf } from "../define-command.ts";

/** How images come: of what makes containers. */
export const imageFlags = {
  build: { type: "bool", summary: "Build images first, though they are here" },
  "no-build": { type: "bool", summary: "Build nothing, though an image is missing" },
  pull: { type: "string", choices: ["always", "missing", "never", "build"], summary: "When to pull images" },
  "quiet-pull": { type: "bool", summary: "Show no progress of pulls" },
} as const satisfies FlagTable;

/** What becomes of containers that are there: `up` and `create` share it. */
export const convergeFlags = {
  ...imageFlags,
  "force-recreate": { type: "bool", summary: "Make containers anew though nothing has changed" },
  "no-recreate": { type: "bool", summary: "Leave containers that are there as they are" },
  "remove-orphans": { type: "bool", summary: "Remove containers of services that the files no longer have" },
  scale: { type: "pairs", summary: "How many containers a service has: SERVICE=NUMBER" },
  yes: { type: "bool", short: "y", summary: "Accepted for Docker's scripts: nothing is asked" },
} as const satisfies FlagTable;

type Converge = OptionsOf<typeof convergeFlags> & { readonly dryRun: boolean; readonly parallel: number };

/** The flags that `up` and `create` share, as the domain takes them. Throws INVALID_VALUE where two contradict each other. */
export function convergeRequest(options: Converge): Partial<UpRequest> {
  const { build, noBuild, pull, forceRecreate, noRecreate } = options;
  refuseBoth(build && noBuild, "--build and --no-build");
  refuseBoth(forceRecreate && noRecreate, "--force-recreate and --no-recreate");
  return {
    build: build || pull === "build" ? "always" : noBuild ? "never" : "missing",
    pull: pull === "build" ? undefined : pull,
    quietPull: options.quietPull,
    recreate: forceRecreate ? "always" : noRecreate ? "never" : "changed",
    removeOrphans: options.removeOrphans,
    scale: readScale(options.scale),
    parallel: options.parallel,
    dryRun: options.dryRun,
  };
}

export function refuseBoth(isBoth: boolean, what: string): void {
  if (isBoth) throw new NerdError("INVALID_VALUE", `${what} are incompatible`, { hint: "leave one of them out" });
}

/** `web=3`. */
export function readScale(pairs: Readonly<Record<string, string | null>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pairs).map(([service, text]) => {
      if (text !== null && /^\d+$/.test(text)) return [service, Number(text)];
      throw new NerdError("INVALID_VALUE", `not a number of containers: ${service}=${text ?? ""}`, {
        hint: "write SERVICE=NUMBER",
      });
    }),
  );
}
