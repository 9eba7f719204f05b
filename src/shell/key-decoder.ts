/** One key press, or one paste. `name` is `text`, `paste`, or what emacs would call it: `enter`, `ctrl-r`, `alt-left`. */
export interface Key {
  readonly name: string;
  /** What `text` and `paste` insert; empty for the others. */
  readonly text: string;
}

/** xterm control sequences, "PC-Style Function Keys": the final byte, or the number before `~`. */
const finals: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  Z: "shift-tab",
};
const numbers: Readonly<Record<string, string>> = {
  1: "home",
  3: "delete",
  4: "end",
  5: "page-up",
  6: "page-down",
  7: "home",
  8: "end",
};
const controls: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\x7f": "backspace",
};

const printable = /^\P{Cc}+/u;
const introducer = String.raw`^\u001b`;
const escapeSequence = new RegExp(`${introducer}(?:\\[([\\d;]*)([A-Za-z~])|O([A-Za-z]))`);
const escapeStart = new RegExp(`${introducer}(\\[[\\d;]*|O)?$`);

const pasteStart = "\x1b[200~";
const pasteEnd = "\x1b[201~";

/** Turns what a terminal sends, in whatever pieces it arrives, into keys. */
export class KeyDecoder {
  #pending = "";

  /** True where an escape sequence has begun; it is the Escape key if nothing more comes. */
  get isWaiting(): boolean {
    return this.#pending !== "" && !this.#pending.startsWith(pasteStart);
  }

  feed(chunk: string): Key[] {
    this.#pending += chunk;
    const keys: Key[] = [];
    for (let key = this.#next(); key !== undefined; key = this.#next()) keys.push(key);
    return keys;
  }

  /** What is left counts as typed. */
  flush(): Key[] {
    const rest = this.#pending;
    this.#pending = "";
    return rest === "" ? [] : [{ name: "escape", text: "" }, ...this.feed(rest.slice(1))];
  }

  #next(): Key | undefined {
    const text = this.#pending;
    if (text === "") return undefined;
    if (text.startsWith(pasteStart)) return this.#paste();
    if (text.startsWith("\x1b")) return this.#escape();
    const control = controls[text[0]!];
    if (control !== undefined) return this.#take(1, control);
    if (text < " ") return this.#take(1, `ctrl-${String.fromCharCode(text.charCodeAt(0) + 96)}`);
    const typed = printable.exec(text)![0];
    return this.#take(typed.length, "text", typed);
  }

  #paste(): Key | undefined {
    const end = this.#pending.indexOf(pasteEnd);
    if (end === -1) return undefined;
    const pasted = this.#pending.slice(pasteStart.length, end).replace(/\r\n?/g, "\n").replaceAll("\t", "  ");
    return this.#take(end + pasteEnd.length, "paste", pasted);
  }

  #escape(): Key | undefined {
    const sequence = escapeSequence.exec(this.#pending);
    if (sequence !== null) {
      const [whole, parameters = "", final = "", single = ""] = sequence;
      return this.#take(whole.length, sequenceName(parameters, final || single));
    }
    if (escapeStart.test(this.#pending)) return undefined;
    const [, letter = ""] = this.#pending;
    const name = controls[letter] ?? letter.toLowerCase();
    return this.#take(1 + letter.length, `alt-${name}`);
  }

  #take(length: number, name: string, text = ""): Key {
    this.#pending = this.#pending.slice(length);
    return { name, text };
  }
}

/** `1;5C` is Ctrl-Right: the second parameter is 1 + shift 1 + alt 2 + ctrl 4. */
function sequenceName(parameters: string, final: string): string {
  const [first = "", second = "1"] = parameters.split(";");
  const name = (final === "~" ? numbers[first] : finals[final]) ?? "unknown";
  const modifiers = Number(second) - 1;
  return `${modifiers & 4 ? "ctrl-" : ""}${modifiers & 2 ? "alt-" : ""}${name}`;
}
