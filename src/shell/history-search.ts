import { type FuzzyMatch, fuzzyMatcher, type SearchedText, searchedText } from "./fuzzy-match.ts";
import type { Span } from "./highlight.ts";
import type { Key } from "./key-decoder.ts";
import type { View } from "./screen.ts";

/** Under the line, the next ones to come. */
const shownBelow = 6;

interface Entry extends SearchedText {
  /** 0 is the newest. */
  readonly age: number;
}

interface Found extends Entry, FuzzyMatch {}

/** Ctrl-R: finds entries by letters of them, the best first, and the newest of those that are as good. */
export class HistorySearch {
  /** Newest first, each once. */
  readonly #entries: readonly Entry[];
  #query = "";
  #found: readonly Found[] = [];
  #selected = 0;

  /** `entries`: oldest first. */
  constructor(entries: readonly string[]) {
    this.#entries = [...new Set([...entries].reverse())].map((text, age) => ({ ...searchedText(text), age }));
  }

  /** The entry that is chosen now. */
  get match(): string | undefined {
    return this.#found[this.#selected]?.text;
  }

  press(key: Key): "goes on" | "accepted" | "given up" {
    switch (key.name) {
      case "text":
      case "paste":
        this.#find(this.#query + key.text);
        return "goes on";
      case "backspace":
        this.#find(this.#query.slice(0, -1));
        return "goes on";
      case "ctrl-r":
      case "up":
        this.#selected = Math.min(this.#selected + 1, Math.max(0, this.#found.length - 1));
        return "goes on";
      case "ctrl-s":
      case "down":
        this.#selected = Math.max(this.#selected - 1, 0);
        return "goes on";
      case "ctrl-c":
      case "ctrl-g":
        return "given up";
      default:
        return "accepted";
    }
  }

  view(): View {
    const chosen = this.#found[this.#selected];
    const isVain = this.#query.trim() !== "" && chosen === undefined;
    const next = this.#found.slice(this.#selected + 1, this.#selected + 1 + shownBelow);
    return {
      prompt: `(search${isVain ? ": none" : ""}) ${this.#query}: `,
      spans: chosen === undefined ? [] : marked(chosen),
      cursor: chosen?.positions[0] ?? 0,
      below: next.map(({ text }) => text.replaceAll("\n", "⏎ ")),
    };
  }

  #find(query: string): void {
    // What has more letters is among what had fewer.
    const searched = query.startsWith(this.#query) && this.#query.trim() !== "" ? this.#found : this.#entries;
    const match = fuzzyMatcher(query);
    const found: Found[] = [];
    for (const entry of match === undefined ? [] : searched) {
      const places = match!(entry);
      if (places !== undefined) found.push({ ...entry, ...places });
    }
    this.#query = query;
    this.#selected = 0;
    this.#found = found.sort((a, b) => b.score - a.score || a.age - b.age);
  }
}

function marked({ text, positions }: Found): Span[] {
  const at = new Set(positions);
  const spans: Span[] = [];
  for (let i = 0; i < text.length; i++) {
    const style = at.has(i) ? "match" : "plain";
    const last = spans.at(-1);
    if (last?.style === style) spans[spans.length - 1] = { text: last.text + text[i], style };
    else spans.push({ text: text[i]!, style });
  }
  return spans;
}
