import { globSource } from "./glob.ts";

interface Rule {
  readonly expression: RegExp;
  readonly isNegated: boolean;
  readonly onlyDirectories: boolean;
}

/** The rules of one `.gitignore`, for paths below its directory; gitignore, "PATTERN FORMAT". */
export class IgnoreRules {
  readonly #rules: readonly Rule[];

  constructor(text: string) {
    this.#rules = text.split(/\r?\n/).flatMap((line) => readRule(line));
  }

  /** Undefined where no rule speaks of it: those of the directories above decide. */
  ignores(path: string, isDirectory: boolean): boolean | undefined {
    const last = this.#rules.findLast(
      ({ expression, onlyDirectories }) => (isDirectory || !onlyDirectories) && expression.test(path),
    );
    return last && !last.isNegated;
  }
}

function readRule(line: string): Rule[] {
  const text = line.replace(/(?<!\\)\s+$/, "");
  if (text === "" || text.startsWith("#")) return [];
  const isNegated = text.startsWith("!");
  const written = text.slice(isNegated ? 1 : 0).replace(/^\\(?=[#!])/, "");
  const onlyDirectories = written.endsWith("/");
  const pattern = written.replace(/\/$/, "");
  // With a slash before its end it starts at this directory, else at any below it.
  const anchored = pattern.includes("/");
  const source = globSource(pattern.replace(/^\//, ""));
  return [{ expression: new RegExp(`^${anchored ? "" : "(?:.*/)?"}${source}$`, "s"), isNegated, onlyDirectories }];
}
