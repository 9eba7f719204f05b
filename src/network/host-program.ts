import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../errors.ts";
import { runInOwnSession } from "../platform/own-session.ts";
import { errno } from "../store/atomic-file.ts";

/** The host's programs that networks need, with the Debian package that brings each. */
const packages = {
  ip: "iproute2",
  ip6tables: "iptables",
  "ip6tables-restore": "iptables",
  iptables: "iptables",
  "iptables-restore": "iptables",
  mount: "mount",
  nft: "nftables",
  nsenter: "util-linux",
  unshare: "util-linux",
} as const;

export type HostProgram = keyof typeof packages;

export interface ProgramOptions {
  readonly programDirs: readonly string[];
  /** What it reads on stdin. */
  readonly input?: string;
}

/** Runs a program and gives what it printed. Throws CNI_FAILED with its own words, UNSUPPORTED where it is not installed. */
export async function runProgram(name: HostProgram, args: readonly string[], options: ProgramOptions): Promise<string> {
  const { status, stdout, stderr } = await tryProgram(name, args, options);
  if (status === 0) return stdout;
  throw new NerdError("CNI_FAILED", `${name} ${args.join(" ")} failed: ${stderr.trim()}`, { stderr });
}

/** The same, for a program whose failure is an answer. */
export async function tryProgram(name: HostProgram, args: readonly string[], { programDirs, input }: ProgramOptions) {
  try {
    return await runInOwnSession(name, args, { env: { PATH: programDirs.join(":") }, stdin: input });
  } catch (error) {
    if (errno(error) !== "ENOENT") throw error;
    throw new NerdError("UNSUPPORTED", `no such program: ${name}`, {
      hint: `apt-get install ${packages[name]}`,
      cause: error,
    });
  }
}

export async function hasProgram(name: HostProgram, programDirs: readonly string[]): Promise<boolean> {
  for (const directory of programDirs) {
    const path = join(directory, name);
    if (!existsSync(path)) continue; // Without an error, which costs more than the look.
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      // Not in this one.
    }
  }
  return false;
}
