import type { TemplateValue } from "../command-template.ts";

const plain = /^[\w@%+=:,./-]+$/;

/** The command as its author wrote it, with the values in place, for people to read. */
export function commandText(literals: readonly string[], values: readonly TemplateValue[]): string {
  return literals.reduce((text, literal, i) => `${text}${shown(values[i - 1])}${literal}`);
}

function shown(value: TemplateValue | undefined): string {
  const words = Array.isArray(value) ? value : [value];
  return words
    .map((word) => quoted(word instanceof Uint8Array ? new TextDecoder().decode(word) : String(word)))
    .join(" ");
}

export function quoted(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
