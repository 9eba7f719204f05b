import { NerdError } from "../errors.ts";
import { askDeputy } from "./deputy/ask.ts";
import { errnoName } from "./errno-name.ts";
import { runInOwnSession } from "./own-session.ts";

/** Makes FIFOs that only root may open: no runtime has the call, a deputy does; without one, a spawn takes 4 ms. */
export async function mkfifo(paths: readonly string[]): Promise<void> {
  const answer = await askDeputy({ operation: "fifos", texts: paths });
  if (answer === undefined) return await spawnMkfifo(paths);
  if (answer.result < 0) throw cannotMake(errnoName(-answer.result));
}

async function spawnMkfifo(paths: readonly string[]): Promise<void> {
  const { status, stderr } = await runInOwnSession("mkfifo", ["-m", "600", ...paths]);
  if (status !== 0) throw cannotMake(stderr.trim());
}

function cannotMake(reason: string): NerdError {
  return new NerdError("RUNTIME_FAILED", `cannot make FIFOs: ${reason}`);
}
