import { hoistGroupFlags } from "./compose/group-flags.ts";
import { asSyntax } from "./compose/syntax-status.ts";

/** How words are read in a group that is more than the first word of its commands. */
export interface GroupSyntax {
  /** Puts flags that stand before a command's name behind it. */
  hoistFlags(words: readonly string[]): string[];
  /** A failure to read the words, with the status that the group has for it. */
  asMisread(error: unknown): unknown;
}

const groups: Readonly<Record<string, GroupSyntax>> = {
  compose: { hoistFlags: hoistGroupFlags, asMisread: asSyntax },
};

/** Undefined for a group, and for any other word, without a syntax of its own. */
export function groupSyntax(word: string | undefined): GroupSyntax | undefined {
  return word !== undefined && Object.hasOwn(groups, word) ? groups[word] : undefined;
}
