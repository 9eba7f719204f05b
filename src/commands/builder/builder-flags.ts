import type { FlagTable } from "../define-command.ts";

/** Which builder a command looks at. */
export const builderFlags = {
  builder: { type: "string", summary: "The same as --buildkit-host" },
  "buildkit-host": { type: "string", summary: "BuildKit's address: unix://PATH, docker://PATH, tcp://HOST:PORT" },
} as const satisfies FlagTable;

/** Of commands that build. */
export const progressFlag = {
  progress: {
    type: "string",
    default: "auto",
    choices: ["auto", "plain", "tty", "rawjson", "quiet"],
    summary: "How progress is shown",
  },
} as const satisfies FlagTable;

/** What holds for a build, and for each of a bake. */
export const solveFlags = {
  ...builderFlags,
  ...progressFlag,
  "no-cache": { type: "bool", summary: "Take no step from the cache" },
  provenance: { type: "string", summary: "Attest how it was built: true, false, mode=max" },
  pull: { type: "bool", summary: "Ask registries for newer base images" },
  sbom: { type: "string", summary: "Attest what it is made of: true, false, generator=IMAGE" },
} as const satisfies FlagTable;

/** What the steps of one Dockerfile are given. */
export const stepFlags = {
  "build-arg": { type: "pairs", summary: "A variable of the Dockerfile's ARG; without a value, the environment's" },
  "build-context": {
    type: "pairs",
    summary: "One more context: NAME=DIRECTORY, NAME=docker-image://IMAGE, NAME=URL",
  },
  network: { type: "string", default: "default", summary: "Network of the steps: default, host or none" },
  secret: { type: "list", summary: "A secret for the steps that mount it: id=NAME,src=FILE or id=NAME,env=VARIABLE" },
  ssh: { type: "list", summary: "An SSH agent for the steps that mount it: default, ID=SOCKET, or ID=KEY of a file" },
  target: { type: "string", summary: "Stage to build" },
} as const satisfies FlagTable;

/** buildx's own name for what is there without any choice is `default`. */
export function builderHost(options: {
  readonly builder: string | undefined;
  readonly buildkitHost: string | undefined;
}): string | undefined {
  return options.buildkitHost ?? (options.builder === "default" ? undefined : options.builder);
}
