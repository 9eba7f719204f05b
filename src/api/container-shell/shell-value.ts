import type { TemplateValue } from "../command-template.ts";

/** What can stand in a shell's template: words, and the output of another command, without its last line break. */
export type ShellValue = TemplateValue | { readonly stdout: string };

export function wordsOf(value: ShellValue): TemplateValue {
  if (typeof value !== "object" || !("stdout" in value)) return value;
  return value.stdout.replace(/\n$/, "");
}

/** A template's tag, and an ordinary call with a list otherwise, are told apart by this. */
export function isTemplate(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && "raw" in value;
}
