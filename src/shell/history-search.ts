import type { History, HistoryMatch } from "./history.ts";
import type { Key } from "./key-decoder.ts";
import type { View } from "./screen.ts";

/** Ctrl-R: finds older entries by a part of them, as readline does. */
export class HistorySearch {
  readonly #history: History;
  #query = "";
  #match: HistoryMatch | undefined;

  constructor(history: History) {
    this.#history = history;
  }

  /** The entry found last. */
  get match(): string | undefined {
    return this.#match?.entry;
  }

  press(key: Key): "goes on" | "accepted" | "given up" {
    switch (key.name) {
      case "text":
      case "paste":
        this.#find(this.#query + key.text, this.#history.length);
        return "goes on";
      case "backspace":
        this.#find(this.#query.slice(0, -1), this.#history.length);
        return "goes on";
      case "ctrl-r":
        this.#find(this.#query, this.#match?.position ?? this.#history.length);
        return "goes on";
      case "ctrl-c":
      case "ctrl-g":
        return "given up";
      default:
        return "accepted";
    }
  }

  view(): View {
    const shown = this.match ?? "";
    return {
      prompt: `(search${this.#query !== "" && this.#match === undefined ? ": none" : ""}) ${this.#query}: `,
      spans: [{ text: shown, style: "plain" }],
      cursor: Math.max(0, shown.indexOf(this.#query)),
      below: [],
    };
  }

  /** Where nothing older matches, what was found stays. */
  #find(query: string, before: number): void {
    const isSameQuery = query === this.#query;
    this.#query = query;
    const found = query === "" ? undefined : this.#history.search(before, query);
    if (found !== undefined || !isSameQuery) this.#match = found;
  }
}
