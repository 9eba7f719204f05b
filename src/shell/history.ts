import { appendFile, mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";

const keptEntries = 10_000;

/** What was entered before, oldest first, in a file that all prompts of a user append to: one JSON string a line. */
export class History {
  readonly #entries: string[];
  readonly #file: string | undefined;

  private constructor(entries: string[], file: string | undefined) {
    this.#entries = entries;
    this.#file = file;
  }

  /** Without a file it lasts as long as the prompt. A file that cannot be read is an empty history. */
  static async open(file: string | undefined): Promise<History> {
    const text = file === undefined ? "" : await readFile(file, "utf8").catch(() => "");
    const entries = text.split("\n").flatMap(parseEntry);
    const kept = entries.slice(-keptEntries);
    if (file !== undefined && entries.length > keptEntries * 2) await shorten(file).catch(() => {}); // The next prompt may.
    return new History(kept, file);
  }

  /** A repetition of the last entry, and what begins with a space, are not kept. */
  async add(entry: string): Promise<void> {
    if (entry.trim() === "" || entry.startsWith(" ") || entry === this.#entries.at(-1)) return;
    this.#entries.push(entry);
    if (this.#file === undefined) return;
    try {
      await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
      await appendFile(this.#file, toLine(entry), { mode: 0o600 });
    } catch {
      // A read-only home is no reason to refuse a prompt; the entry lasts as long as the prompt.
    }
  }

  /** The nearest entry older than `position` that starts with `prefix`; `length` is the position of the newest. */
  older(position: number, prefix: string): HistoryMatch | undefined {
    return this.#find(position - 1, -1, (entry) => entry.startsWith(prefix) && entry !== prefix);
  }

  newer(position: number, prefix: string): HistoryMatch | undefined {
    return this.#find(position + 1, 1, (entry) => entry.startsWith(prefix) && entry !== prefix);
  }

  /** The newest `count` entries, oldest first. */
  latest(count: number): readonly string[] {
    return this.#entries.slice(-count);
  }

  get length(): number {
    return this.#entries.length;
  }

  #find(start: number, step: 1 | -1, isMatch: (entry: string) => boolean): HistoryMatch | undefined {
    for (let position = start; position >= 0 && position < this.#entries.length; position += step) {
      const entry = this.#entries[position]!;
      if (isMatch(entry)) return { position, entry };
    }
    return undefined;
  }
}

export interface HistoryMatch {
  readonly position: number;
  readonly entry: string;
}

/** What other prompts append meanwhile is kept: read from the old file once the new one is in its place. */
async function shorten(path: string): Promise<void> {
  const [{ lockExisting }, { replaceFile }] = await Promise.all([
    import("../store/file-lock.ts"),
    import("../store/atomic-file.ts"),
  ]);
  await using _lock = await lockExisting(path);
  await using old = await open(path, "r");
  const text = await old.readFile("utf8");
  const entries = text.split("\n").flatMap(parseEntry).slice(-keptEntries);
  await replaceFile(path, entries.map(toLine).join(""));
  const late = await old.readFile("utf8"); // Goes on where the first ended.
  if (late !== "") await appendFile(path, late);
}

function toLine(entry: string): string {
  return `${JSON.stringify(entry)}\n`;
}

function parseEntry(line: string): string[] {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "string" ? [entry] : [];
  } catch {
    return []; // A line cut short by a full disk costs that entry only.
  }
}
