import { isRunning, type ProcessIdentity, processIdentity } from "../store/process-identity.ts";

/** A service that runs, as the end of the process sees it. */
export interface LivingService {
  /** Ends it, unless it is to be found by the next run. */
  end(): Promise<void>;
  /** Its first process; undefined where it outlives this one. */
  process(): ProcessIdentity | undefined;
}

/** Whatever this process has started: all of it ends with the process, whoever started it. */
const living = new Set<LivingService>();
let isWatched = false;

export function serviceStarts(service: LivingService): void {
  living.add(service);
  if (isWatched) return;
  isWatched = true;
  // Nothing is left to be done: a program whose top-level code has ended may still have worked with them until now.
  process.on("beforeExit", () => void (living.size > 0 && endServices()));
  process.once("exit", killServices);
}

export function serviceEnded(service: LivingService): void {
  living.delete(service);
}

/** Ends all services that still run; for front ends, once everything else is over. Throws the first failure when all were tried. */
export async function endServices(): Promise<void> {
  const outcomes = await Promise.allSettled([...living].map((service) => service.end()));
  living.clear();
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

/** Where the program calls `process.exit`, there is no time for more. What is left of them is found by the next run, and by `doctor`. */
function killServices(): void {
  for (const service of living) {
    const identity = service.process();
    if (identity === undefined || !isRunning(identity) || identity === processIdentity()) continue;
    try {
      process.kill(Number(identity.split("-", 1)[0]), "SIGKILL");
    } catch {
      // It has just ended.
    }
  }
}
