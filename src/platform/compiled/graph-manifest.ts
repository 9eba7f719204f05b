import type { GraphRequest } from "./module-loader.ts";

/** Rises whenever the same sources compile to something else. */
const format = 2;

/** A compiled graph on disk: source file → compiled file's name in `directory`. */
export interface StoredGraph {
  readonly directory: string;
  readonly modules: Readonly<Record<string, string>>;
}

/** What a graph was compiled from: path → SHA-256 of the content, or null where nothing may be. */
export type GraphInputs = Record<string, string | null>;

export interface GraphManifest extends StoredGraph {
  readonly inputs: GraphInputs;
  /** Whether it leads to no modules but its own and nerdsh. */
  readonly isClosed: boolean;
}

/** Below the cache directory. */
export const graphsName = "modules";

/** What tells requests apart. */
export function requestText(request: GraphRequest): string {
  return JSON.stringify([format, request]);
}

/** Of the SHA-256 of its text. */
export function manifestName(hash: string): string {
  return `${hash}.json`;
}

/** Hexadecimal digits of a SHA-256 that serve. */
export const hashDigits = 40;
