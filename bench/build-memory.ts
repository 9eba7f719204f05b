import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import { buildContexts } from "./support/build-contexts.ts";
import type { Peers } from "./support/peers.ts";
import type { Scenario } from "./support/scenario.ts";

/** Node itself takes some 50. */
const allowedMiB = 128;

/** How often a process is asked for the most that it ever had. */
const intervalMs = 20;

/** A context is larger than what a build keeps of it at a time. */
export const buildMemory: Scenario = {
  title: "memory of a build while it sends a file of 500 MB",
  unit: "MiB",
  rounds: { full: 2, short: 1 },
  async prepare(peers) {
    const directory = await temporaryDirectory();
    const contexts = buildContexts(directory.path, peers.isShort);
    await peers.nerdsh.build(await contexts.small(), { output: "type=cacheonly" }); // Starts the builder.
    const context = await contexts.large();
    return {
      contenders: [
        {
          name: "nerdsh build",
          run: async () => {
            await peers.script("builder", "prune", "--all", "--force");
            return await mostMiB(peers, ["build", "--progress=quiet", "--output=type=cacheonly", context]);
          },
        },
        { name: "allowed", run: async () => allowedMiB },
      ],
      comparisons: [{ subject: "nerdsh build", reference: "allowed", atMost: 1 }],
      finish: async () => await directory[Symbol.asyncDispose](),
    };
  },
};

/** The most that a process of the bundle had resident at a time. */
async function mostMiB({ built, environment }: Peers, words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [built.script, ...words], {
    stdio: ["ignore", "ignore", "inherit"],
    env: environment,
  });
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, residentMiB(child.pid!)); // It was spawned, or the line below rejects.
  }, intervalMs);
  try {
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${words.join(" ")} ended with ${String(code)}`);
  } finally {
    clearInterval(timer);
  }
  return most;
}

/** Nothing of a process that has ended. */
function residentMiB(pid: number): number {
  const [, kibibytes = "0"] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1024;
}
