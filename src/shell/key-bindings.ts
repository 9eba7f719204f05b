import {
  after,
  before,
  breakLine,
  type EditBuffer,
  insert,
  lineAbove,
  lineBelow,
  lineEnd,
  lineStart,
  removeTo,
  wordAfter,
  wordBefore,
} from "./edit-buffer.ts";
import type { Key } from "./key-decoder.ts";

type Motion = (buffer: EditBuffer) => number | undefined;

const motions: Readonly<Record<string, Motion>> = {
  left: before,
  "ctrl-b": before,
  right: after,
  "ctrl-f": after,
  home: lineStart,
  "ctrl-a": lineStart,
  end: lineEnd,
  "ctrl-e": lineEnd,
  up: lineAbove,
  "ctrl-p": lineAbove,
  down: lineBelow,
  "ctrl-n": lineBelow,
  "ctrl-left": wordBefore,
  "alt-left": wordBefore,
  "alt-b": wordBefore,
  "ctrl-right": wordAfter,
  "alt-right": wordAfter,
  "alt-f": wordAfter,
};

/** Each removes what its motion would pass over. */
const removals: Readonly<Record<string, Motion>> = {
  backspace: before,
  delete: after,
  "ctrl-d": after,
  "ctrl-w": wordBefore,
  "alt-backspace": wordBefore,
  "alt-d": wordAfter,
  "ctrl-u": lineStart,
  "ctrl-k": lineEnd,
};

/** What a key does to the text, by the customs of emacs and readline; undefined where it is not for the text. */
export function edited(buffer: EditBuffer, key: Key): EditBuffer | undefined {
  if (key.name === "text" || key.name === "paste") return insert(buffer, key.text);
  if (key.name === "alt-enter") return breakLine(buffer);
  const cursor = motions[key.name]?.(buffer);
  if (cursor !== undefined) return { text: buffer.text, cursor };
  const end = removals[key.name]?.(buffer);
  return end === undefined ? undefined : removeTo(buffer, end);
}
