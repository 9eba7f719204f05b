import { mkdir, readFile, realpath, stat } from "node:fs/promises";
import { NerdError } from "../../errors.ts";
import { errno } from "../../store/atomic-file.ts";
import { propagationProblem } from "./mount-propagation.ts";
import type { BindRequest } from "./requested-mount.ts";

/** The path of the host that is bound, which is there from now on; throws INVALID_VALUE where it cannot be bound so. */
export async function bindSource({ source, propagation, makeSource, short }: BindRequest): Promise<string> {
  if (makeSource) await makeDirectory(source);
  else if (!(await exists(source))) throw invalid(`bind source path does not exist: ${source}`, "make it before");
  if (propagation.endsWith("private")) return source;
  const table = await readFile("/proc/self/mountinfo", "utf8");
  const problem = propagationProblem(table, await realpath(source), propagation);
  if (problem === undefined) return source;
  throw short
    ? new NerdError("INVALID_VALUE", problem, { hint: "mount --make-shared makes it one" })
    : invalid(problem);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errno(error) === "ENOENT" || errno(error) === "ENOTDIR") return false;
    throw error;
  }
}

/** Docker makes a bind's source where it is missing; one that is a file stays as it is. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (errno(error) !== "EEXIST" && errno(error) !== "ENOTDIR") throw error;
  }
}

function invalid(problem: string, hint?: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid mount config for type "bind": ${problem}`, { hint });
}
