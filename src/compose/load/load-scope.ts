import type { ProjectFiles } from "./project-files.ts";
import type { BringFile } from "./remote-file.ts";
import type { Lookup } from "./substitution.ts";

/** What a load was asked to leave out, as the flags of `config` say. */
export interface LoadSteps {
  readonly interpolate: boolean;
  readonly resolvePaths: boolean;
  readonly normalize: boolean;
  readonly checkConsistency: boolean;
  /** Whether `env_file` is read into `environment`, and the caller's variables fill in names without a value. */
  readonly resolveEnvironment: boolean;
}

/** One document that a project was made of, for the position of what is wrong in it. */
export interface LoadedDocument {
  readonly file: string;
  readonly text: string;
  readonly index: number;
  /** What its variables were filled in with; nothing where they were left. */
  readonly lookup: Lookup | undefined;
}

/** What all parts of a load share; an included file has its own, with another directory and environment. */
export interface LoadScope {
  readonly files: ProjectFiles;
  readonly steps: LoadSteps;
  readonly lookup: Lookup;
  readonly home: string | undefined;
  /** Absolute: where `extends` and `include` start. */
  readonly directory: string;
  /** What relative paths of attributes are joined with: the directory, or relative to that of the project. */
  readonly base: string;
  /** Files that led here by `include`, for cycles. */
  readonly including: readonly string[];
  /** Brings what lies elsewhere; nothing does where absent. */
  readonly bring: BringFile | undefined;
  readonly standardInput: string | undefined;
  readonly documents: LoadedDocument[];
  readonly warn: (message: string) => void;
}
