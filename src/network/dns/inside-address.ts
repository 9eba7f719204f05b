import { readFile } from "node:fs/promises";
import type { Settings } from "../../settings/settings.ts";
import { errno } from "../../store/atomic-file.ts";
import { hasProgram } from "../host-program.ts";

/** Docker's place for a name server in a container's own network namespace. */
export const insideAddress = "127.0.0.11";

/** Whether a server can be put there: by a program that is compiled for these processors, and a rule of nft's. */
export async function canServeInside({ programDirs }: Pick<Settings, "programDirs">): Promise<boolean> {
  const isCompiled = process.arch === "x64" || process.arch === "arm64";
  return isCompiled && (await hasProgram("nft", programDirs)) && (await hasProgram("nsenter", programDirs));
}

/**
 * Whether one listens in the namespace of a process; false where that is gone. From proc(5), "/proc/net/tcp": the address in the machine's order, which is
 * little-endian wherever this runs, and the state.
 */
export async function isServedInside(pid: number): Promise<boolean> {
  try {
    return /^ *\d+: 0B00007F:[0-9A-F]{4} \S+ 0A /m.test(await readFile(`/proc/${pid}/net/tcp`, "utf8"));
  } catch (error) {
    if (["ENOENT", "ESRCH", "EINVAL"].includes(errno(error) ?? "")) return false;
    throw error;
  }
}
