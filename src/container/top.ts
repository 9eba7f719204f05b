import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { errno } from "../store/atomic-file.ts";
import { announce } from "./events/announcement.ts";
import { notRunning } from "./exec.ts";
import { isAlive } from "./record/status.ts";
import { ifPresent } from "./wait.ts";

/** The processes of a container as the host's `ps` shows them. */
export interface ContainerProcesses {
  readonly titles: readonly string[];
  /** The texts below each title. */
  readonly processes: readonly (readonly string[])[];
}

const defaultArgs = ["-ef"];

/** `args` are `ps`'s own, `-ef` where there are none; they must not leave out the PID. */
export async function containerProcesses(
  { engine, settings, signal }: Pick<Context, "engine" | "settings" | "signal">,
  container: StoredContainer,
  args: readonly string[] = [],
): Promise<ContainerProcesses> {
  const task = await ifPresent(engine.tasks.get({ id: container.id }, { signal }));
  if (!isAlive(task)) throw notRunning(container);
  const pids = await engine.tasks.pids(container.id, { signal });
  const options = { env: { PATH: settings.programDirs.join(":") }, signal, maxBuffer: 2 ** 26 };
  const processes = parseProcesses(await psRows(args.length > 0 ? args : defaultArgs, pids, options), pids);
  await announce({ engine }, container, "top");
  return processes;
}

type PsOptions = Parameters<typeof execFile>[2] & object;

/** Of the container's alone, as without `-e` or `x` there would be those of a terminal only; options that select others, too, do not go with that. */
async function psRows(args: readonly string[], pids: readonly number[], options: PsOptions): Promise<string> {
  try {
    return await psOutput([...args, `-q${pids.join(",")}`], options);
  } catch (error) {
    if (!isNerdError(error, "COMMAND_FAILED")) throw error;
    return await psOutput(args, options);
  }
}

async function psOutput(args: readonly string[], options: PsOptions): Promise<string> {
  try {
    return String((await promisify(execFile)("ps", args, options)).stdout);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (errno(error) === "ENOENT") {
      throw new NerdError("COMMAND_FAILED", "cannot list processes: ps is not installed on the host", {
        hint: "install it: apt-get install procps",
        cause: error,
      });
    }
    const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    throw new NerdError("COMMAND_FAILED", `ps failed: ${stderr.split("\n")[0]}`, { cause: error });
  }
}

/** The rows of those processes, out of what `ps` prints; the last column may have blanks. */
export function parseProcesses(text: string, pids: readonly number[]): ContainerProcesses {
  const [header = "", ...lines] = text.split("\n").filter((line) => line.trim() !== "");
  const titles = header.trim().split(/\s+/);
  const at = titles.indexOf("PID");
  if (at < 0) {
    throw new NerdError("INVALID_VALUE", "couldn't find PID field in ps output", {
      hint: "have it among the columns, as in -o pid,comm",
    });
  }
  const own = new Set(pids.map(String));
  const rows = lines.map((line) => {
    const words = line.trim().split(/\s+/);
    return [...words.slice(0, titles.length - 1), words.slice(titles.length - 1).join(" ")];
  });
  return { titles, processes: rows.filter((row) => own.has(row[at] ?? "")) };
}
