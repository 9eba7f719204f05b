import { type FunctionTable, fixed } from "../function-table.ts";
import { toText } from "../value.ts";

/** What is done with texts. */
export const textFunctions: FunctionTable = {
  upper: fixed(["text"], (text) => text.toUpperCase()),
  lower: fixed(["text"], (text) => text.toLowerCase()),
  title: fixed(["text"], (text) =>
    text.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, first: string) => before + first.toUpperCase()),
  ),
  chomp: fixed(["text"], (text) => text.replace(/[\r\n]+$/, "")),
  trim: fixed(["text", "text"], trimmed),
  trimspace: fixed(["text"], (text) => text.trim()),
  trimprefix: fixed(["text", "text"], (text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimsuffix: fixed(["text", "text"], (text, suffix) =>
    suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  indent: fixed(["integer", "text"], (spaces, text) =>
    text.replaceAll("\n", `\n${" ".repeat(Math.min(Math.max(spaces, 0), 1000))}`),
  ),
  split: fixed(["text", "text"], (separator, text) => (separator === "" ? [...text] : text.split(separator))),
  join: {
    call: ([separator = null, ...lists]) => {
      const items = lists.flatMap((list) => (Array.isArray(list) ? list : [list]));
      return items.map((item) => toText(item)).join(toText(separator, "the separator"));
    },
  },
  replace: fixed(["text", "text", "text"], (text, old, replacement) => text.split(old).join(replacement)),
  reverse: fixed(["text"], (text) => graphemes(text).reverse().join("")),
  strlen: fixed(["text"], (text) => graphemes(text).length),
  substr: fixed(["text", "integer", "integer"], (text, offset, length) => {
    const all = graphemes(text);
    const start = offset < 0 ? Math.max(all.length + offset, 0) : offset;
    return all.slice(start, length < 0 ? undefined : start + length).join("");
  }),
};

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What readers take for single characters. */
export function graphemes(text: string): string[] {
  // Nearly all texts are of characters that never join.
  return /^[\x20-\x7e]*$/.test(text) ? [...text] : [...segmenter.segment(text)].map(({ segment }) => segment);
}

function trimmed(text: string, set: string): string {
  const characters = [...text];
  const first = characters.findIndex((each) => !set.includes(each));
  const last = characters.findLastIndex((each) => !set.includes(each));
  return first === -1 ? "" : characters.slice(first, last + 1).join("");
}
