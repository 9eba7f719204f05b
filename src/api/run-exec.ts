import { execCommand } from "../commands/container/exec.ts";
import { readInput } from "../commands/read-options.ts";
import { execProcess } from "../container/exec.ts";
import { findContainer } from "../container/record/lookup.ts";
import { attachedOutput, type CollectedOutput } from "../container/streams/collect-output.ts";
import { revealedEnv } from "../secrets/secret.ts";
import type { ExecOptions } from "./exec.ts";
import type { OperationSettings } from "./lifecycle.ts";
import { type ContextBase, contextOf } from "./session.ts";

/** Runs a command in the container that the first word names, and collects what it writes. */
export async function runExec(
  base: ContextBase,
  [reference = "", ...command]: readonly string[],
  { stdin, env: asked, ...flags }: Omit<ExecOptions, "signal">,
  settings: OperationSettings,
): Promise<CollectedOutput> {
  const context = contextOf(base, settings);
  const variables = asked && (await revealedEnv(asked));
  const read = readInput(execCommand, [reference, ...command], { ...flags, env: variables });
  const container = await findContainer(context, reference);
  const env = { ...read.env, ...settings.env };
  const interactive = stdin !== undefined;
  const process = await execProcess(context, container, { ...read, env, interactive, tty: false });
  const { execId, exit, streams } = process;
  if (streams === undefined) return { exitCode: 0, stdout: new Uint8Array(0), stderr: new Uint8Array(0) };
  try {
    const wishes = { input: stdin, target: settings.target };
    return await attachedOutput(context, { id: container.id, execId }, { streams, exit }, wishes);
  } finally {
    await process.finish();
  }
}
