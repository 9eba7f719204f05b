import type { Writable } from "node:stream";
import { attachedOutput, type CollectedOutput } from "../container/streams/collect-output.ts";
import { waitForExit } from "../container/wait.ts";
import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { commandFailure } from "./command-failure.ts";
import type { ContainerNames, ContainerState } from "./container-options.ts";
import type { ViewSettings } from "./lifecycle.ts";
import { toText } from "./output-operation.ts";

type Source = ContainerNames & ContainerState;

/** Runs a container to its exit, and gives what it wrote to stdout. */
export async function containerOutput(context: Context, source: Source, request: ViewSettings): Promise<Uint8Array> {
  return finish(context, source, request, await collected(context, source)).stdout;
}

/** Copies stdout as it comes, which needs the streams themselves. */
export async function pipeContainer(
  context: Context,
  { streams, exit, ...source }: Source,
  target: Writable,
  request: ViewSettings,
): Promise<{ readonly exitCode: number }> {
  if (streams === undefined || exit === undefined) {
    throw new NerdError("OPERATION_STARTED", "the output goes to the log already", {
      hint: "chain .pipe() to run(…) itself",
    });
  }
  const output = await attachedOutput(context, source, { streams, exit }, { target });
  const { exitCode } = finish(context, source, request, output);
  return { exitCode };
}

async function collected(context: Context, { id, streams, exit }: Source): Promise<CollectedOutput> {
  if (streams !== undefined && exit !== undefined) return await attachedOutput(context, { id }, { streams, exit });
  const { signal } = context;
  const { exitCode } = await waitForExit(context.engine, { id }, { signal });
  const { collectLog } = await import("../container/logs/log-output.ts");
  return { exitCode, ...(await collectLog(context, id)) };
}

function finish(
  { emit }: Context,
  { id, name }: ContainerNames,
  { nothrow }: ViewSettings,
  output: CollectedOutput,
): CollectedOutput {
  const { exitCode, stderr } = output;
  emit({ type: "container.exited", id, name, exitCode });
  if (exitCode === 0 || nothrow) return output;
  throw commandFailure(name, { exitCode, stderr: toText(stderr) });
}
