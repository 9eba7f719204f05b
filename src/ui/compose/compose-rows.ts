import type { ComposeState } from "../../events.ts";
import type { Colors } from "../colors.ts";
import { textWidth } from "../text-width.ts";
import { type ComposeProgressEvent, capital } from "./progress-text.ts";

interface Row {
  readonly title: string;
  state: ComposeState;
  detail: string | undefined;
  readonly beganMs: number;
  endedMs: number | undefined;
}

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const spinMs = 100;
/** Wider ones would push states off the screen. */
const titleWidth = 48;

/** What of a project is under way and done, a row each, as docker compose shows it. */
export class ComposeRows {
  readonly #colors: Colors;
  readonly #rows = new Map<string, Row>();

  constructor(colors: Colors) {
    this.#colors = colors;
  }

  get isRunning(): boolean {
    return [...this.#rows.values()].some(({ endedMs }) => endedMs === undefined);
  }

  take({ part, name, state, detail }: ComposeProgressEvent, nowMs: number): void {
    const title = `${capital(part)} ${name}`;
    const row = this.#rows.get(title) ?? { title, state, detail, beganMs: nowMs, endedMs: undefined };
    row.state = state;
    row.detail = detail;
    row.endedMs = isOver(state) ? nowMs : undefined;
    this.#rows.set(title, row);
  }

  /** The newest, where there are more than the screen has room for. */
  lines({ rows: height }: { readonly rows: number }, nowMs: number): string[] {
    const rows = [...this.#rows.values()];
    if (rows.length === 0) return [];
    const done = rows.filter(({ endedMs }) => endedMs !== undefined).length;
    const room = Math.max(1, height - 3);
    const hidden = Math.max(0, rows.length - room);
    const active = [...rows].sort((a, b) => Number(b.endedMs !== undefined) - Number(a.endedMs !== undefined));
    const shown = hidden > 0 ? active.slice(hidden) : rows;
    const width = Math.min(titleWidth, Math.max(...shown.map(({ title }) => textWidth(title))));
    return [`[+] Running ${done}/${rows.length}`, ...shown.map((row) => this.#line(row, width, nowMs))];
  }

  /** All of them for good; what comes next begins anew. */
  settled(nowMs: number): string {
    const lines = this.lines({ rows: Number.POSITIVE_INFINITY }, nowMs);
    this.#rows.clear();
    return lines.map((line) => `${line}\n`).join("");
  }

  #line({ title, state, detail, beganMs, endedMs }: Row, width: number, nowMs: number): string {
    const { good, error, faint } = this.#colors;
    const seconds = `${(((endedMs ?? nowMs) - beganMs) / 1000).toFixed(1)}s`;
    const spin = spinner[Math.floor(nowMs / spinMs) % spinner.length] ?? "";
    const mark = endedMs === undefined ? faint(spin) : state === "failed" ? error("✘") : good("✔");
    const text = `${capital(state)}${detail === undefined || state === "failed" ? "" : ` ${detail}`}`;
    return ` ${mark} ${title}${" ".repeat(Math.max(0, width - textWidth(title)))}  ${text.padEnd(10)} ${faint(seconds)}`;
  }
}

function isOver(state: ComposeState): boolean {
  return !state.endsWith("ing") || state === "running";
}
