import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { NerdError } from "../errors.ts";
import { askDeputy } from "../platform/deputy/ask.ts";
import { exitStatus } from "../platform/deputy/run-program.ts";
import { errnoName } from "../platform/errno-name.ts";
import { shortHash } from "../settings/address-hash.ts";
import type { Settings } from "../settings/settings.ts";
import { errno } from "../store/atomic-file.ts";
import { lockFile } from "../store/file-lock.ts";
import { runProgram } from "./host-program.ts";

/** Where `ip netns` keeps network namespaces, as files that hold them open. */
const directory = "/run/netns";

/** Where a container's network namespace lies, whether it exists yet or not. */
export function netnsPath(settings: Settings, id: string): string {
  return join(directory, `${netnsPrefix(settings)}${id.slice(0, 12)}`);
}

/**
 * Makes the network namespace of a container, with its loopback up, and gives its path. It is a file, not a process's: it
 * survives restarts, and lives until `deleteNetns`. A deputy takes 0.5 ms; without one, a spawn (4 ms) does what `ip netns add` and
 * `ip link set lo up` do in two.
 */
export async function createNetns(settings: Settings, id: string): Promise<string> {
  const path = netnsPath(settings, id);
  const { programDirs } = settings;
  await shareDirectory(programDirs);
  // One that is there is of an earlier start of the same container, cut short before it was released.
  await deleteNetns(settings, id);
  writeFileSync(path, "", { mode: 0o444, flag: "wx" });
  if (!(await deputyDid("makeNetns", path))) {
    await runProgram("unshare", [`--net=${path}`, "ip", "link", "set", "lo", "up"], { programDirs });
  }
  return path;
}

/** False where there is no deputy. Throws CNI_FAILED with the kernel's word for it. */
async function deputyDid(operation: "makeNetns" | "deleteNetns", path: string): Promise<boolean> {
  const answer = await askDeputy({ operation, texts: [path] });
  if (answer === undefined) return false;
  const number = answer.result < 0 ? -answer.result : exitStatus(answer.result);
  if (number === 0) return true;
  const what = operation === "makeNetns" ? "make" : "delete";
  throw new NerdError("CNI_FAILED", `cannot ${what} network namespace ${path}: ${errnoName(number)}`);
}

/** Gives the namespace up; the kernel deletes it, with its interfaces, once no process is in it. */
export async function deleteNetns(settings: Settings, id: string): Promise<void> {
  const path = netnsPath(settings, id);
  if (!existsSync(path)) return;
  try {
    if (await deputyDid("deleteNetns", path)) return;
    await runProgram("ip", ["netns", "delete", basename(path)], settings);
  } catch (error) {
    // Another process may have been faster; and a file that was never mounted needs no umount.
    if (!existsSync(path)) return;
    throw error;
  }
}

/** The first 12 digits of every id that has a namespace of this data store. */
export async function netnsIds(settings: Settings): Promise<string[]> {
  const prefix = netnsPrefix(settings);
  try {
    const names = await readdir(directory);
    return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}

/** Of the data store that was asked for last: a process has one, and asks several times for each container. */
let known = { dataStore: "", prefix: "" };

/** One host may run several engines: each knows its own namespaces by its data store. */
function netnsPrefix({ dataStore }: Settings): string {
  if (known.dataStore !== dataStore) known = { dataStore, prefix: `nerd-${shortHash(dataStore)}-` };
  return known.prefix;
}

/** Seen once, it is not looked for again: a host with many containers has thousands of mounts. */
let isShared = false;

/**
 * `/run/netns` must be a shared mount before the first file in it is mounted on, or a later `ip netns add` would cover ours by making
 * it one. From iproute2, ipnetns.c, create_netns_dir and netns_add, which takes the same lock.
 */
async function shareDirectory(programDirs: readonly string[]): Promise<void> {
  if (isShared || isMountPoint(directory)) {
    isShared = true;
    return;
  }
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  await using lock = await lockFile(directory);
  if (lock && isMountPoint(directory)) return;
  await runProgram("mount", ["--bind", "--make-shared", directory, directory], { programDirs });
}

function isMountPoint(path: string): boolean {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8");
  return mounts.includes(` ${path} `);
}
