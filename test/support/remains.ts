import { mkdir, readdir, rm, rmdir, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Bundle, bundlesBelow } from "./bundles.ts";
import { lockFile } from "./file-lock.ts";
import { removeRules } from "./firewall-remains.ts";
import { unmountBelow } from "./mount-table.ts";
import { attachmentsBelow, bridgesBelow, linksOf, netnsOf, removeNetns } from "./network-remains.ts";
import { abandonedDirectories } from "./owned-directory.ts";
import { descendants, killAll, type ProcessEntry } from "./process-table.ts";
import { runProgram } from "./program.ts";
import { testCache } from "./test-cache.ts";

/** Where runc keeps its state whatever the engine: from containerd, pkg/process, RuncRoot. */
const runcRoot = "/run/containerd/runc";
const cgroupRoot = "/sys/fs/cgroup";

/**
 * Removes a directory with all that was started in it or made for it on this machine: engines, shims, containers, mounts,
 * cgroups, network namespaces, bridges, rules. It knows them by the directory's own path, and asks no engine.
 */
export async function removeRemains(directory: string): Promise<void> {
  const bundles = await bundlesBelow(directory);
  const bridges = await bridgesBelow(directory);
  const netns = await netnsOf(directory, bridges);
  const links = (await Promise.all(bridges.map(linksOf))).flat();
  await killAll((table) => descendants(table, processesOf(table, directory)));
  await cleanUpAfterBuilders(directory);
  await unmountBelow(directory);
  for (const bundle of bundles) await removeTraces(bundle);
  const joined = bundles.flatMap((bundle) => (bundle.netns?.startsWith("/run/netns/") ? [basename(bundle.netns)] : []));
  for (const name of new Set([...netns, ...joined])) await removeNetns(name);
  for (const link of links) await runProgram("ip", ["link", "delete", link]); // A pair's end may have gone with its netns.
  await removeRules([...bridges, ...(await attachmentsBelow(directory))]);
  await rm(directory, { recursive: true, force: true });
}

/** What their launchers would have run, which were killed too: bridges, rules, cgroups. */
async function cleanUpAfterBuilders(directory: string): Promise<void> {
  const files = await readdir(join(directory, "run"), { recursive: true }).catch(() => []);
  for (const file of files.filter((name) => /^b-[0-9a-f]+\/cleanup-[0-9a-f]+\.sh$/.test(name)))
    await runProgram("sh", [join(directory, "run", file)]);
}

/** The same for what tests left that were killed. Of files that start at once, one does it while the others wait. */
export async function removeAbandoned(prefix: string): Promise<void> {
  if ((await abandonedDirectories(prefix)).length === 0) return;
  const locks = join(testCache(), "locks");
  await mkdir(locks, { recursive: true });
  await using _lock = await lockFile(join(locks, "remains"));
  for (const directory of await abandonedDirectories(prefix)) await removeRemains(directory);
}

/** Those that name the directory in their command line or got it as their root. */
function processesOf(table: readonly ProcessEntry[], directory: string): number[] {
  const isOurs = (text: string) => text.includes(`${directory}/`) || text.endsWith(directory);
  return table
    .filter(({ command, environment }) => {
      const root = environment.filter((variable) => variable.startsWith("NERDSH_ROOT="));
      return [...command, ...root].some(isOurs);
    })
    .map(({ pid }) => pid);
}

async function removeTraces({ namespace, id, cgroup, shimSocket }: Bundle): Promise<void> {
  await rm(join(runcRoot, namespace, id), { recursive: true, force: true });
  if (shimSocket) await unlink(shimSocket).catch(() => {}); // The shim has removed it where it had the time.
  if (!cgroup || basename(cgroup) !== id) return;
  // On cgroup v1 one for each controller, on v2 one for all: the directories between tell which it is.
  for (const controller of ["", ...(await readdir(cgroupRoot))]) {
    await rmdir(join(cgroupRoot, controller, cgroup)).catch(() => {}); // Not there, for most.
  }
}
