import { isUtf8 } from "node:buffer";
import { isSecret, revealed, type Secret } from "../secrets/secret.ts";
import { type Quoting, ShellQuoting } from "./shell-quoting.ts";

/** What can stand in a template's holes: a word, or several. */
export type TemplateValue = TemplateWord | readonly TemplateWord[];

/** Bytes need not be UTF-8. */
type TemplateWord = string | number | boolean | Uint8Array | Secret;

/** The same values with the texts of their secrets, for `commandOf`. */
export async function revealedValues(values: readonly TemplateValue[]): Promise<TemplateValue[]> {
  const reveal = async (value: TemplateValue): Promise<TemplateValue> =>
    isList(value) ? await Promise.all(value.map((word) => revealed<TemplateWord>(word))) : await revealed(value);
  return await Promise.all(values.map(reveal));
}

/** Characters that only a shell understands, and variables set for one command. */
const shellSyntax = /[|&;<>()$`*?[\]~#!{}\n]|^\s*[A-Za-z_]\w*=/;

/** What is no program in any image (POSIX, Shell Command Language, 2.9.1 and 2.14). */
const builtIn =
  /^\s*(?:[.:]|alias|cd|command|eval|exec|exit|export|read|set|trap|type|ulimit|umask|unset|wait)(?:\s|$)/;

/**
 * The command that a tagged template stands for. Values are whole words, whatever is in them, and wherever they stand:
 * they are quoted, never spliced. A template without shell syntax needs no shell in the image; with it, `/bin/sh` runs the
 * text, and the values are variables of it. Throws SECRET_UNAVAILABLE for a secret that was not read yet.
 */
export function commandOf(literals: readonly string[], values: readonly TemplateValue[]): string[] {
  const text = literals.join("_");
  const texts = values.map((value) => (isList(value) ? value : [value]).map(wordText));
  const words = texts.map((each) => each.map(String));
  const hasBytes = texts.flat().some((word) => typeof word !== "string");
  const needsShell = hasBytes || shellSyntax.test(withoutQuoted(text)) || builtIn.test(text);
  const holes = holesIn(literals);
  const filled = (fill: (index: number, quoting: Quoting) => string) =>
    literals.reduce((text, literal, i) => {
      const { quoting, isEscaped } = holes[i - 1]!;
      return text + (isEscaped ? "\\" : "") + fill(i - 1, quoting) + literal;
    });
  if (!needsShell) return splitWords(filled((i, quoting) => quoted(words[i]!, quoting)));

  const names = words.map((each, hole) => each.map((_, i) => `nerd${hole + 1}_${i + 1}`));
  const assignments = names.flatMap((each, hole) => each.map((name, i) => assignment(name, texts[hole]![i]!)));
  return ["/bin/sh", "-c", assignments.join("") + filled((i, quoting) => references(names[i]!, quoting))];
}

function isList(value: TemplateValue): value is readonly TemplateWord[] {
  return Array.isArray(value);
}

/** A runtime's spec is JSON, which has no word that is not UTF-8: such bytes stay, for a shell to make one of them. */
function wordText(word: TemplateWord): string | Uint8Array {
  if (word instanceof Uint8Array)
    return isUtf8(word) ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(word) : word;
  return isSecret(word) ? word.valueNow() : String(word);
}

/** Bytes by printf, whose last line breaks the shell would take away, were there nothing behind them. */
function assignment(name: string, word: string | Uint8Array): string {
  if (typeof word === "string") return `${name}=${quoted([word], "none")}\n`;
  const octal = [...word].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  return `${name}=$(printf '${octal}_')\n${name}=\${${name}%_}\n`;
}

/** POSIX, Shell Command Language, 2.2 "Quoting". */
function quoted(words: readonly string[], quoting: Quoting): string {
  if (quoting === "double") return words.join(" ").replace(/["\\$`]/g, "\\$&");
  const escaped = words.map((word) => word.replaceAll("'", `'\\''`));
  return quoting === "single" ? escaped.join(" ") : escaped.map((word) => `'${word}'`).join(" ");
}

/** What a variable holds is never read as program text, not even where this takes the quoting wrong. */
function references(names: readonly string[], quoting: Quoting): string {
  const variables = names.map((name) => `\${${name}}`);
  if (quoting === "double") return variables.join(" ");
  if (quoting === "single") return `'"${variables.join(" ")}"'`;
  return variables.map((variable) => `"${variable}"`).join(" ");
}

interface Hole {
  readonly quoting: Quoting;
  /** Whether a backslash stands before it, which then is one, and takes nothing away from the value. */
  readonly isEscaped: boolean;
}

function holesIn(literals: readonly string[]): Hole[] {
  const shell = new ShellQuoting();
  return literals.slice(0, -1).map((literal) => {
    shell.read(literal);
    const { quoting, isEscaped } = shell;
    if (isEscaped) shell.read("\\");
    return { quoting, isEscaped };
  });
}

function withoutQuoted(text: string): string {
  return text.replace(/'[^']*'|"(?:[^"\\$`]|\\.)*"/g, "").replace(/\\./g, "");
}

/** Words as a POSIX shell splits them, with its three ways of quoting. */
function splitWords(text: string): string[] {
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
