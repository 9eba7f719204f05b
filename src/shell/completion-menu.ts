import type { Candidate, CompletionPlace } from "./completion.ts";

export interface Completions {
  readonly place: CompletionPlace;
  readonly candidates: readonly Candidate[];
}

export interface AcceptedText {
  /** Where the text in front of the cursor is replaced from. */
  readonly start: number;
  readonly text: string;
}

/** More than a line under the prompt has room for. */
const shownCandidates = 16;

/** The candidates under the prompt, and which of them Tab has reached. */
export class CompletionMenu {
  #completions: Completions | undefined;
  #selected = -1;
  #asking = new AbortController();

  get isOpen(): boolean {
    return this.#completions !== undefined;
  }

  /** True where there is something to show; an answer that comes after the menu was closed is dropped. */
  async open(ask: (signal: AbortSignal) => Promise<Completions | undefined>): Promise<boolean> {
    const { signal } = this.#asking;
    const completions = await Promise.race([ask(signal).catch(() => undefined), aborted(signal)]); // No answer, no menu.
    if (signal.aborted || completions === undefined || completions.candidates.length === 0) return false;
    this.#completions = completions;
    return true;
  }

  close(): void {
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#completions = undefined;
    this.#selected = -1;
  }

  /** The first Tab goes as far as all candidates agree, and closes the menu; further ones go through them. */
  accept(step: 1 | -1): AcceptedText | undefined {
    if (this.#completions === undefined) return undefined;
    const { place, candidates } = this.#completions;
    const common = commonPrefix(candidates);
    if (this.#selected === -1 && (common.length > place.prefix.length || candidates.length === 1)) {
      this.close();
      return { start: place.start, text: common };
    }
    const from = this.#selected === -1 && step === -1 ? 0 : this.#selected;
    this.#selected = (from + step + candidates.length) % candidates.length;
    return { start: place.start, text: candidates[this.#selected]!.text };
  }

  lines(): string[] {
    const candidates = this.#completions?.candidates ?? [];
    const first = Math.max(0, this.#selected);
    const shown = candidates.slice(first, first + shownCandidates).map(({ text, note }, index) => {
      const mark = index === 0 && this.#selected >= 0 ? "▸" : " ";
      return `${mark}${text}${note === undefined ? "" : ` ${note}`}`;
    });
    return shown.length === 0 ? [] : [shown.join(" ")];
  }
}

/** Whoever is asked may take no notice of the signal. */
function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));
}

function commonPrefix(candidates: readonly Candidate[]): string {
  const [first = "", ...rest] = candidates.map(({ text }) => text);
  let length = first.length;
  for (const text of rest) while (!text.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
