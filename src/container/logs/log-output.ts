import type { Context } from "../../context.ts";
import { statePaths } from "../record/state-directory.ts";
import { copyLogs } from "./copy.ts";
import { loggerDone } from "./logger-lock.ts";

export function logFileOf({ settings, engine }: Pick<Context, "settings" | "engine">, id: string): string {
  return statePaths({ ...settings, namespace: engine.namespace }, id).log;
}

/** All that an exited container has written, by stream; the logger may be behind by a moment. */
export async function collectLog(
  context: Pick<Context, "settings" | "engine">,
  id: string,
): Promise<{ stdout: Uint8Array; stderr: Uint8Array }> {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const file = logFileOf(context, id);
  await loggerDone(file);
  // A piece is only ours until the call returns.
  await copyLogs({ file }, (stream, bytes) => void chunks[stream].push(Buffer.from(bytes)));
  return { stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr) };
}
