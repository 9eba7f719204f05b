/** What can stand in a template's holes: a word, or several. */
export type TemplateValue = string | number | boolean | readonly (string | number | boolean)[];

/** Characters that only a shell understands. */
const shellCharacters = /[|&;<>()$`*?[\]~#!{}\n]/;

/**
 * The command that a tagged template stands for. Values are whole words, whatever is in them: they are quoted, never
 * spliced. A template without shell syntax needs no shell in the image; with it, `/bin/sh` runs the text.
 */
export function commandOf(literals: readonly string[], values: readonly TemplateValue[]): string[] {
  const needsShell = literals.some((literal) => shellCharacters.test(withoutQuoted(literal)));
  const quoted = literals.map((literal, i) => (i === 0 ? literal : quote(values[i - 1]!) + literal)).join("");
  return needsShell ? ["/bin/sh", "-c", quoted] : splitWords(quoted);
}

function quote(value: TemplateValue): string {
  const words = Array.isArray(value) ? value : [value];
  return words.map((word) => `'${String(word).replaceAll("'", `'\\''`)}'`).join(" ");
}

function withoutQuoted(text: string): string {
  return text.replace(/'[^']*'|"(?:[^"\\$`]|\\.)*"/g, "").replace(/\\./g, "");
}

/** Words as a POSIX shell splits them, with its three ways of quoting (POSIX, Shell Command Language, 2.2). */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, blank, single, double, escaped, plain] of text.matchAll(
    /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|(.)/gs,
  )) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + (single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? plain ?? "");
  }
  if (word !== undefined) words.push(word);
  return words;
}
