import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { findContainer } from "../record/lookup.ts";
import { statePaths } from "../record/state-directory.ts";
import { waitForExit } from "../wait.ts";
import { copyLogs } from "./copy.ts";

export interface LogFlags {
  readonly container: string;
  readonly follow: boolean;
  readonly since: string | undefined;
  readonly until: string | undefined;
  /** `all`, or a number of lines. */
  readonly tail: string;
  readonly timestamps: boolean;
}

/** Writes a container's log to the caller's streams, each line to the one that the container wrote it to. */
export async function printLogs(context: Context, flags: LogFlags): Promise<void> {
  const { engine, settings, signal, stdio } = context;
  const { id } = await findContainer(context, flags.container);
  const { follow, since, until, timestamps } = flags;
  const file = statePaths({ ...settings, namespace: engine.namespace }, id).log;
  const ended = follow
    ? waitForExit(engine, { id }, { signal }).then(
        () => {},
        () => {},
      )
    : undefined;
  const write = async (stream: "stdout" | "stderr", bytes: Uint8Array) => {
    const target: Writable | undefined = stdio?.[stream];
    if (target && !target.write(bytes)) await once(target, "drain");
  };
  const tail = readTail(flags.tail);
  await copyLogs({ file, follow, since, until, tail, timestamps, signal, ended }, write);
}

function readTail(text: string): number | undefined {
  if (text === "all" || text === "-1") return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new NerdError("INVALID_VALUE", `invalid value for --tail: ${text}`, { hint: "write all or a number of lines" });
}
