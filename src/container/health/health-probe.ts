import { Writable } from "node:stream";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Healthcheck } from "../../image/document/image-config.ts";
import { type ExecProcess, execProcess } from "../exec.ts";
import { pump } from "../streams/output-pump.ts";
import type { HealthResult } from "./health-state.ts";
import { healthTiming } from "./health-timing.ts";

/** Docker keeps as much, and says where it left off. From moby, daemon/health.go, maxOutputLen. */
const longestOutputBytes = 4096;
const sigkill = 9;
const notRunExitCode = -1;

/** Runs a container's check once; undefined where the container does not run, or is paused: that is no result. */
export async function runProbe(
  context: Context,
  container: StoredContainer,
  check: Healthcheck,
): Promise<HealthResult | undefined> {
  const Start = new Date().toISOString();
  try {
    const { exitCode, output } = await runCheck(context, container, check);
    return { Start, End: new Date().toISOString(), ExitCode: exitCode, Output: output };
  } catch (error) {
    if (isNerdError(error, "CONTAINER_NOT_RUNNING") || isNerdError(error, "CONTAINER_PAUSED")) return undefined;
    // A command that the image lacks is the check's failure, and no reason to stop checking.
    if (!(error instanceof NerdError) || error.code === "ENGINE_UNAVAILABLE" || context.signal.aborted) throw error;
    return { Start, End: new Date().toISOString(), ExitCode: notRunExitCode, Output: error.message };
  }
}

async function runCheck(context: Context, container: StoredContainer, check: Healthcheck) {
  const { timeoutMs } = healthTiming(check);
  const process = await execProcess(context, container, {
    command: probeCommand(check),
    env: {},
    envFile: [],
    privileged: false,
    interactive: false,
    tty: false,
    user: undefined,
    workdir: undefined,
    detach: false,
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // It may have ended just now.
    void context.engine.tasks.kill({ id: container.id, execId: process.execId }, sigkill).catch(() => {});
  }, timeoutMs);
  try {
    const [{ exitCode }, output] = await Promise.all([process.exit, firstOutput(process)]);
    if (!isLate) return { exitCode, output };
    const late = `Health check exceeded timeout (${timeoutMs / 1000}s)`;
    return { exitCode: notRunExitCode, output: output === "" ? late : `${late}: ${output}` };
  } finally {
    clearTimeout(timer);
    await process.finish();
  }
}

function probeCommand({ Test: [kind, ...args] = [] }: Healthcheck): readonly string[] {
  return kind === "CMD-SHELL" ? ["/bin/sh", "-c", args.join(" ")] : args;
}

/** Both streams as they come; what exceeds the limit is read, so that the check can go on, and dropped. */
async function firstOutput({ streams, exit }: ExecProcess): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const keep = (chunk: Buffer) => {
    if (bytes < longestOutputBytes) chunks.push(chunk.subarray(0, longestOutputBytes - bytes));
    bytes += chunk.length;
  };
  const { stdout, stderr } = streams!; // It is not detached.
  await Promise.all([stdout, stderr].flatMap((stream) => (stream ? [pump(stream, sink(keep), exit)] : [])));
  const text = Buffer.concat(chunks).toString();
  return bytes > longestOutputBytes ? `${text}...` : text;
}

function sink(keep: (chunk: Buffer) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      keep(chunk);
      done();
    },
  });
}
