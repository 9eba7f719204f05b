import { stripVTControlCharacters } from "node:util";

/** One column each: ASCII, and what tables have most besides, such as `…` and accented letters. */
const plain = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2190-\u21ff\u2500-\u25fc]*$/;

/** Unicode's EastAsianWidth W and F, and the emoji that are pictures without a selector. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Marks on the letter before, vowels inside a Hangul syllable, controls. */
const unseen = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]/u;

const joiner = "\u200d";
const pictureSelector = "\ufe0f";

/** Whether each character takes one column. */
export function isPlainText(text: string): boolean {
  return plain.test(text);
}

/**
 * Columns that a terminal gives to the text; escape sequences have none. A table of our own: the packages that
 * know this load and compile for longer than `ps` takes.
 */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  let before = "";
  let flagHalf = false;
  for (const character of text.includes("\x1b") ? stripVTControlCharacters(text) : text) {
    const isFlag = /\p{Regional_Indicator}/u.test(character);
    // What a joiner, a skin tone or the second half of a flag adds is drawn in the same place.
    const joins = before === joiner || /\p{Emoji_Modifier}/u.test(character) || (isFlag && flagHalf);
    if (character === pictureSelector && widthOf(before) === 1) width++;
    else if (!joins) width += isFlag ? 2 : widthOf(character);
    flagHalf = isFlag && !flagHalf;
    before = character;
  }
  return width;
}

function widthOf(character: string): number {
  if (character === "" || unseen.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** Each line in lines of at most `columns`, broken at blanks, and indented as it is; a longer word stays whole. */
export function wrapText(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => (textWidth(line) <= columns ? [line] : wrappedLine(line, columns)))
    .join("\n");
}

function wrappedLine(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)![0];
  const lines: string[] = [];
  for (const word of line.trimStart().split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`) <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}

/** The text in at most `columns`, with `…` in place of what was cut. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return "";
  let kept = "";
  for (const character of stripVTControlCharacters(text)) {
    if (textWidth(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
