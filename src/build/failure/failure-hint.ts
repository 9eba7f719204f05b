import { closest } from "../../suggest.ts";
import { instructions, stageNames } from "./dockerfile-words.ts";

/** What there is to look at beside the message. */
export interface FailedFiles {
  /** Of the Dockerfile; empty where there is none. */
  readonly dockerfile: string;
  /** Of a path in the context: whether it is there, and whether the ignore rules leave it out. */
  readonly state: (path: string) => "excluded" | "present" | "absent";
  /** Names that are in the directory in which a path should be. */
  readonly neighbours: (path: string) => readonly string[];
}

export interface FailureHint {
  /** What to do next: one sentence. */
  readonly hint?: string;
  readonly suggestions?: readonly string[];
}

type Rule = readonly [pattern: RegExp, explain: (found: readonly string[], files: FailedFiles) => FailureHint];

/** BuildKit's words, which are not promised to stay: without a match there is no hint. */
const rules: readonly Rule[] = [
  [
    /secret ([^\s:]+): not found/,
    ([id]) => ({ hint: `hand it over with --secret id=${id},src=FILE or ,env=VARIABLE` }),
  ],
  [/no SSH key "([^"]*)" forwarded/, ([id]) => ({ hint: `hand over an agent with --ssh ${id || "default"}` })],
  [/unset ssh forward key (\S+)/, ([id]) => ({ hint: `hand over an agent with --ssh ${id}` })],
  [/(network\.host|security\.insecure) is not allowed/, ([name]) => ({ hint: `allow it with --allow ${name}` })],
  [
    /network bridge not found/,
    () => ({ hint: "the builder has no network for steps: --network host --allow network.host, or --network none" }),
  ],
  [
    /exec format error/,
    () => ({
      hint: "the step's programs are for another processor: see --platform, or install its emulation (binfmt)",
    }),
  ],
  [
    /buildkit-syft-scanner|sbom.*scanner/,
    () => ({
      hint: "an image finds out what is in the result: its registry must be reachable, or another has one: --sbom generator=IMAGE",
    }),
  ],
  [/target stage "?([^\s"]+)"? could not be found/, ([name], { dockerfile }) => stagesLike(name!, dockerfile)],
  [/unknown instruction: (\S+)/, ([word]) => ({ suggestions: closest(word!.toUpperCase(), instructions) })],
  [/"\/([^"]+)": not found/, ([path], files) => missingFile(path!, files)],
  [/buildkit-mount\d+\/([^:]+): no such file or directory$/, ([path], files) => missingFile(path!, files)],
  [/"\/([^"]+)" not found/, ([path], files) => missingFile(path!, files)],
  [
    /(?:docker\.io\/library\/)([^\s:/]+):latest: .*(?:not found|denied|authorization failed|no such host|failed)/,
    ([name], { dockerfile }) => {
      const like = closest(name!, stageNames(dockerfile));
      return like.length > 0
        ? { hint: `no stage has that name, so it is looked for as an image`, suggestions: like }
        : {};
    },
  ],
];

/** What may help against a failure of a build, by its message. */
export function failureHint(message: string, files: FailedFiles): FailureHint {
  for (const [pattern, explain] of rules) {
    const found = pattern.exec(message);
    if (found) return explain(found.slice(1), files);
  }
  return {};
}

function stagesLike(name: string, dockerfile: string): FailureHint {
  const names = stageNames(dockerfile);
  const suggestions = closest(name, names);
  if (suggestions.length > 0) return { suggestions };
  return { hint: names.length > 0 ? `the stages are ${names.join(", ")}` : "no stage has a name: FROM IMAGE AS NAME" };
}

function missingFile(path: string, { state, neighbours }: FailedFiles): FailureHint {
  if (state(path) === "excluded") return { hint: `${path} is there, and .dockerignore leaves it out` };
  if (state(path) === "present") return {};
  const directory = path.slice(0, path.lastIndexOf("/") + 1);
  const suggestions = closest(path.slice(directory.length), neighbours(path)).map((name) => directory + name);
  return suggestions.length > 0 ? { suggestions } : { hint: "COPY and ADD take their files from the context" };
}
