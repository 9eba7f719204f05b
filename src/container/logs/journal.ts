import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { NerdError } from "../../errors.ts";
import { utcTime } from "../../moment.ts";
import { type JournalEntry, journalEntries } from "./export-format.ts";
import { LogLine, type LogStream } from "./log-line.ts";
import type { LogOptions } from "./log-selection.ts";
import { loggerDone } from "./logger-lock.ts";

/** The part of a log that is wanted, of a container whose output went to systemd's journal. */
export interface JournalOptions extends Omit<LogOptions, "file"> {
  readonly id: string;
  /** A log file's place, beside which the logger's lock lies. */
  readonly file: string;
  /** Where journalctl is looked for. */
  readonly programDirs: readonly string[];
}

/** An entry as the container wrote it: a line, or a part of one. */
export interface JournalRecord {
  readonly line: LogLine;
  readonly attributes: Readonly<Record<string, string>>;
}

const stderrPriority = "3";

/** What the journal has of a container and, followed, gets until `ended`. Throws ENGINE_NOT_INSTALLED without journalctl. */
export async function* readJournal(options: JournalOptions): AsyncGenerator<JournalRecord, void, undefined> {
  const { id, follow, tail, file, ended, signal, streams = ["stdout", "stderr"] } = options;
  const since = options.since === undefined ? undefined : utcTime(options.since);
  const until = options.until === undefined ? undefined : utcTime(options.until);
  const isWanted = ({ time, stream }: LogLine) =>
    streams.includes(stream) && (since === undefined || time >= since) && (until === undefined || time <= until);
  const beginning = [
    ...(tail === undefined ? ["--no-tail"] : [`--lines=${tail}`]),
    ...(since === undefined ? [] : [`--since=@${Math.floor(Date.parse(since) / 1000)}`]),
  ];

  let cursor: string | undefined;
  const records = async function* (words: readonly string[], end?: Promise<unknown>) {
    const journalctl = new Journalctl(["--output=export", "--quiet", `CONTAINER_ID_FULL=${id}`, ...words], options);
    end?.then(
      () => journalctl.stop(),
      () => journalctl.stop(),
    );
    for await (const entry of journalctl.entries()) {
      cursor = entry.get("__CURSOR")?.toString() ?? cursor;
      const record = journalRecord(entry);
      if (isWanted(record.line)) yield record;
    }
    signal?.throwIfAborted();
  };
  if (!follow) return yield* records(beginning);
  yield* records([...beginning, "--follow"], ended);
  // What the logger had yet to send when the container ended, and the journal to write.
  await loggerDone(file);
  await new Journalctl(["--sync"], options).end();
  yield* records(cursor === undefined ? beginning : ["--no-tail", `--after-cursor=${cursor}`]);
}

/** A run of systemd's own reader. */
class Journalctl {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #closed: Promise<unknown>;

  constructor(words: readonly string[], { programDirs, signal }: Pick<JournalOptions, "programDirs" | "signal">) {
    signal?.throwIfAborted();
    const env = { PATH: programDirs.join(":") };
    this.#child = spawn("journalctl", words, { stdio: ["ignore", "pipe", "ignore"], env });
    this.#closed = once(this.#child, "close");
    this.#closed.catch(() => {}); // Awaited by whoever reads to the end.
    const stop = () => this.stop();
    signal?.addEventListener("abort", stop, { once: true });
    this.#child.once("close", () => signal?.removeEventListener("abort", stop));
  }

  /** Leaving early ends it. */
  async *entries(): AsyncGenerator<JournalEntry> {
    try {
      yield* journalEntries(this.#child.stdout);
      await this.end();
    } finally {
      this.stop();
    }
  }

  async end(): Promise<void> {
    this.#child.stdout.resume();
    try {
      await this.#closed;
    } catch (cause) {
      throw new NerdError("ENGINE_NOT_INSTALLED", "journalctl cannot be run, which reads what journald keeps", {
        hint: "install systemd",
        cause,
      });
    }
  }

  stop(): void {
    this.#child.kill();
  }
}

const ownFields = /^(_|SYSLOG_|PRIORITY$|MESSAGE$|CONTAINER_|IMAGE_NAME$)/;

function journalRecord(entry: JournalEntry): JournalRecord {
  const text = (name: string) => entry.get(name)?.toString() ?? "";
  const stream: LogStream = text("PRIORITY") === stderrPriority ? "stderr" : "stdout";
  const message = entry.get("MESSAGE") ?? Buffer.alloc(0);
  const isPart = text("CONTAINER_PARTIAL_MESSAGE") === "true";
  const bytes = isPart ? message : Buffer.concat([message, Buffer.from("\n")]);
  const time = text("SYSLOG_TIMESTAMP") || utcTime(Number(text("__REALTIME_TIMESTAMP")) / 1e6);
  const attributes = [...entry].filter(([name]) => !ownFields.test(name)).map(([name, value]) => [name, String(value)]);
  return { line: new LogLine(time, stream, bytes), attributes: Object.fromEntries(attributes) };
}
