import { isPrintable } from "./go-quote.ts";
import { sprint } from "./print.ts";

const htmlEscapes: Readonly<Record<string, string>> = {
  "\0": "\uFFFD",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

const jsEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

/** Arguments of an escaper become one text first; no value at all reads as such. */
function text(values: readonly unknown[]): string {
  return values.length === 1 && values[0] === undefined ? "<no value>" : sprint(values);
}

export function html(...values: readonly unknown[]): string {
  return text(values).replace(/[\0"'&<>]/g, (character) => htmlEscapes[character] ?? character);
}

/** For the inside of a JavaScript string literal. */
export function js(...values: readonly unknown[]): string {
  return text(values).replace(/[\\'"<>&=\p{Cc}]|\P{ASCII}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const stays = code === 0x7f || (code > 0x7f && isPrintable(character));
    return stays ? character : (jsEscapes[character] ?? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`);
  });
}

/** For a value in a URL's query: as encodeURIComponent, but a space is a plus, and marks are escaped too. */
export function urlquery(...values: readonly unknown[]): string {
  return encodeURIComponent(text(values).toWellFormed())
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
