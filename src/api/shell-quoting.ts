/** What the text around a place of a shell command makes of a word there. */
export type Quoting = "none" | "single" | "double";

/**
 * Follows the quotes of a shell command, character by character, also into `"$(…)"`, where they begin anew (POSIX, Shell
 * Command Language, 2.2 and 2.6.3).
 */
export class ShellQuoting {
  /** The innermost last. */
  readonly #open: (Quoting | "backquoted")[] = ["none"];
  #isEscaped = false;
  #previous = "";

  get quoting(): Quoting {
    const innermost = this.#open.at(-1);
    return innermost === "single" || innermost === "double" ? innermost : "none";
  }

  /** Whether the next character would stand for itself. */
  get isEscaped(): boolean {
    return this.#isEscaped;
  }

  read(text: string): void {
    for (const character of text) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.quoting === "single") this.#close(character, "'");
      else this.#readUnescaped(character);
      this.#previous = character;
    }
  }

  #readUnescaped(character: string): void {
    const isDouble = this.quoting === "double";
    if (character === "\\") this.#isEscaped = true;
    else if (character === '"' && isDouble) this.#open.pop();
    else if (character === '"') this.#open.push("double");
    else if (character === "'" && !isDouble) this.#open.push("single");
    else if (character === "`") this.#toggleBackquotes();
    else if (character === "(" && (!isDouble || this.#previous === "$")) this.#open.push("none");
    else if (this.#open.length > 1 && this.#open.at(-1) === "none") this.#close(character, ")");
  }

  #toggleBackquotes(): void {
    const start = this.#open.lastIndexOf("backquoted");
    if (start < 0) this.#open.push("backquoted");
    else this.#open.length = start;
  }

  #close(character: string, end: string): void {
    if (character === end) this.#open.pop();
  }
}
