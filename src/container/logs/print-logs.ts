import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Context } from "../../context.ts";
import { findContainer } from "../record/lookup.ts";
import { waitForExit } from "../wait.ts";
import { copyLogs, type LogWriter } from "./copy.ts";
import type { JournalOptions } from "./journal.ts";
import { logSource } from "./log-source.ts";
import { readTail } from "./log-tail.ts";
import { detailsText } from "./record-details.ts";

export interface LogFlags {
  readonly container: string;
  readonly details: boolean;
  readonly follow: boolean;
  readonly since: string | undefined;
  readonly until: string | undefined;
  /** `all`, or a number of lines. */
  readonly tail: string;
  readonly timestamps: boolean;
}

/** Writes a container's log to the caller's streams, each line to the one that the container wrote it to. */
export async function printLogs(context: Context, flags: LogFlags): Promise<void> {
  const { engine, signal, stdio } = context;
  const container = await findContainer(context, flags.container);
  const { follow, since, until, timestamps, details } = flags;
  const source = logSource(context, container);
  const ended = follow
    ? waitForExit(engine, { id: container.id }, { signal }).then(
        () => {},
        () => {},
      )
    : undefined;
  const write: LogWriter = async (stream, bytes) => {
    const target: Writable | undefined = stdio?.[stream];
    if (target && !target.write(bytes)) await once(target, "drain");
  };
  const wanted = { follow, since, until, tail: readTail(flags.tail), signal, ended };
  if (source.driver === "json-file") await copyLogs({ ...source, ...wanted, timestamps, details }, write);
  else await copyJournal({ ...source, ...wanted }, { timestamps, details, write });
}

async function copyJournal(
  options: JournalOptions,
  { timestamps, details, write }: { timestamps: boolean; details: boolean; write: LogWriter },
): Promise<void> {
  const { readJournal } = await import("./journal.ts");
  for await (const { line, attributes } of readJournal(options)) {
    const beginning = `${timestamps ? `${line.time} ` : ""}${details ? `${detailsText(attributes)} ` : ""}`;
    await write(line.stream, Buffer.concat([Buffer.from(beginning), line.bytes]));
  }
}
