import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { statePaths } from "../record/state-directory.ts";
import { loggerDone } from "./logger-lock.ts";
import { readLogs } from "./read.ts";

const logLines = 20;

/** The end of a container's log, for the failure that it explains; empty where there is none. `isOver` waits for what its logger still holds. */
export async function lastLogLines(
  { settings, engine }: Pick<Context, "settings" | "engine">,
  { id }: Pick<StoredContainer, "id">,
  { isOver = false }: { readonly isOver?: boolean } = {},
): Promise<string> {
  const { log } = statePaths({ ...settings, namespace: engine.namespace }, id);
  if (isOver) await loggerDone(log);
  const lines: string[] = [];
  for await (const { text } of readLogs({ file: log, tail: logLines })) lines.push(text);
  return lines.join("\n");
}
