import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { isRunning, type ProcessIdentity, processIdentity } from "../../store/process-identity.ts";

export interface EngineProcess {
  readonly pid: number;
  /** Tells it from a later process with the same pid. */
  readonly identity: ProcessIdentity;
}

/** The containerd that runs with this configuration file, whoever started it and whether or not it answers. */
export function findEngine(config: string): EngineProcess | undefined {
  return findProcess("containerd", "--config", config);
}

/**
 * The process of a program whose option has this value. A search, and no pid file, which a killed process leaves behind and one
 * killed at the wrong moment never writes; 1 to 10 ms.
 */
export function findProcess(program: string, option: string, value: string): EngineProcess | undefined {
  const isIt = ([file = "", ...args]: readonly string[]) => {
    const at = args.indexOf(option);
    return basename(file) === program && at !== -1 && args[at + 1] === value;
  };
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  const pid = pids.find((candidate) => isIt(commandLine(candidate)));
  const identity = pid === undefined ? undefined : processIdentity(pid);
  return pid === undefined || identity === undefined ? undefined : { pid, identity };
}

/** Whether it was that process still which got the signal. */
export function signalEngine({ pid, identity }: EngineProcess, signal: NodeJS.Signals): boolean {
  return isRunning(identity) && process.kill(pid, signal);
}

function commandLine(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return []; // Gone meanwhile.
  }
}
