import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { runProbe } from "../health/health-probe.ts";
import type { ProbeResult } from "./port-probe.ts";

/** Of Docker's durations in a health check. */
const nanosecondsPerMs = 1e6;

/** Whether a command in the container exits with status 0. */
export async function probeCommand(
  context: Context,
  container: StoredContainer,
  command: readonly string[],
  timeoutMs: number,
): Promise<ProbeResult> {
  const Timeout = Math.max(1, Math.round(timeoutMs)) * nanosecondsPerMs;
  const result = await runProbe(context, container, { Test: ["CMD", ...command], Timeout });
  if (result === undefined) return { ready: false, text: "it does not run" };
  const output = result.Output.trim();
  const text = `${command[0]} exited with status ${result.ExitCode}${output && `: ${output}`}`;
  return { ready: result.ExitCode === 0, text };
}
