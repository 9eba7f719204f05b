import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Comment, parseSync } from "oxc-parser";

const root = fileURLToPath(new URL("..", import.meta.url));

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree of the parser's, whose nodes are looked at by their type alone.
export type Node = any;

/** A file of this repository, parsed, with its comments. */
export class Source {
  readonly code: string;
  readonly body: readonly Node[];
  readonly #comments: readonly Comment[];

  constructor(path: string) {
    this.code = readFileSync(join(root, path), "utf8");
    const { program, comments } = parseSync(path, this.code);
    this.body = program.body;
    this.#comments = comments;
  }

  /** The TSDoc right before a node. */
  textBefore({ start }: Node): string {
    const comment = this.#comments.findLast(({ end }) => end <= start && this.code.slice(end, start).trim() === "");
    if (comment?.type !== "Block" || !comment.value.startsWith("*")) return "";
    return comment.value
      .slice(1)
      .replace(/^\s*\* ?/gm, "")
      .replace(/^```\w*\n?/gm, "")
      .trim();
  }

  /** Code on one line, without comments and final commas. */
  slice(start: number, end: number): string {
    const text = this.code.slice(start, end).replace(/\/\*\*[\s\S]*?\*\//g, "");
    return text
      .replace(/\s+/g, " ")
      .replace(/ ([,)])/g, "$1")
      .replace(/,([)}\]])/g, "$1")
      .trim();
  }
}
