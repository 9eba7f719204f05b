import type { FlagTable } from "../define-command.ts";

/** Which builder a command looks at. */
export const builderFlags = {
  builder: { type: "string", summary: "The same as --buildkit-host" },
  "buildkit-host": { type: "string", summary: "BuildKit's address: unix://PATH, docker://PATH, tcp://HOST:PORT" },
} as const satisfies FlagTable;

/** buildx's own name for what is there without any choice is `default`. */
export function builderHost(options: {
  readonly builder: string | undefined;
  readonly buildkitHost: string | undefined;
}): string | undefined {
  return options.buildkitHost ?? (options.builder === "default" ? undefined : options.builder);
}
