import { lookup } from "node:dns/promises";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, realpath, rm, rmdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Context } from "../context.ts";
import { mountsBelow, unmount } from "../engine/host/mounts.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { runInOwnSession } from "../platform/own-session.ts";
import type { Settings } from "../settings/settings.ts";
import { errno, replaceFile } from "../store/atomic-file.ts";
import { namesIn } from "../store/directory-names.ts";
import { lockExisting, lockFile } from "../store/file-lock.ts";
import { isRunning, processIdentity } from "../store/process-identity.ts";
import { isBind, mountWords, serverName } from "./driver-options.ts";
import { type Volume, volumesDirectory } from "./volume.ts";

type MountContext = Pick<Context, "engine" | "settings">;

/**
 * Has what a volume's options name mounted as long as `user` has it: the first who comes mounts, and with the last one it goes. `user` is the
 * id of a container, or any other name that is used once.
 *
 * There is no number that could be wrong: each user has a file, which counts while its container's task lives, or the process that wrote it.
 * Killed processes leave files that count no more.
 */
export async function holdMount({ settings, engine }: MountContext, volume: Volume, user: string): Promise<void> {
  const { name, directory, mountpoint, options } = volume;
  if (options === undefined) return;
  await using _lock = await lockFile(directory);
  const file = userFile(settings, { user, namespace: engine.namespace, name });
  await replaceFile(file, processIdentity() ?? "");
  if (await isMounted(volume)) return;
  try {
    await mount(settings, { name, mountpoint, options });
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** Lets go of all that `user` holds, in whatever namespace; right also where that is nothing. */
export async function releaseMounts({ settings, engine }: MountContext, user: string): Promise<void> {
  for (const file of shownNames(userDirectory(settings, user))) {
    const [namespace = "", name = ""] = file.split(":");
    const inside = engine.inNamespace(namespace);
    const directory = join(volumesDirectory({ ...settings, namespace }), name);
    await using _lock = await lockExisting(directory);
    await rm(userFile(settings, { user, namespace, name }), { force: true });
    const volume = { directory, mountpoint: join(directory, "_data") };
    if (!(await isHeld({ settings, engine: inside }, name)) && (await isMounted(volume)))
      await unmount(settings, volume.mountpoint);
  }
  await removeEmpty(userDirectory(settings, user));
}

/** Whether something is mounted where the volume's files would be. */
export async function isMounted({ directory, mountpoint }: Pick<Volume, "directory" | "mountpoint">): Promise<boolean> {
  const real = await realpath(directory); // As the kernel's table has it.
  return (await mountsBelow(real)).includes(join(real, basename(mountpoint)));
}

/** Takes away what is mounted there; whoever removes the volume has made sure that nobody has it. */
export async function endMount(
  settings: Pick<Settings, "programDirs">,
  volume: Pick<Volume, "directory" | "mountpoint">,
): Promise<void> {
  if (await isMounted(volume)) await unmount(settings, volume.mountpoint);
}

async function mount(
  { programDirs }: Pick<Settings, "programDirs">,
  { name, mountpoint, options }: Required<Pick<Volume, "name" | "mountpoint" | "options">>,
): Promise<void> {
  if (options === undefined) return;
  const { device = "" } = options;
  if (isBind(options) && !existsSync(device))
    throw failed(name, `no such file or directory: ${device}`, "make it before");
  const server = serverName(options);
  const addr = server === undefined ? undefined : await addressOf(name, server);
  await mkdir(mountpoint, { recursive: true, mode: 0o755 });
  const env = { PATH: programDirs.join(":"), LC_ALL: "C" };
  const { status, stderr } = await runInOwnSession("mount", mountWords(options, mountpoint, addr), { env });
  if (status !== 0) throw failed(name, reasonOf(stderr), `nerdsh volume inspect ${name} shows its options`);
}

/** Of what mount(8) says, the part that is not known: `mount: /where: why`. */
function reasonOf(stderr: string): string {
  return (stderr.trim().split("\n")[0] ?? "").replace(/^mount: (\S*: )?/, "");
}

async function addressOf(name: string, server: string): Promise<string> {
  try {
    return (await lookup(server)).address;
  } catch (error) {
    throw failed(name, `no address of ${server}`, "is it a name that this host can look up?", error);
  }
}

function failed(name: string, problem: string, hint: string, cause?: unknown): NerdError {
  return new NerdError("VOLUME_UNAVAILABLE", `cannot mount volume ${name}: ${problem}`, { hint, cause });
}

async function isHeld({ settings, engine }: MountContext, name: string): Promise<boolean> {
  for (const user of shownNames(usersDirectory(settings))) {
    const starter = starterOf(userFile(settings, { user, namespace: engine.namespace, name }));
    if (starter === undefined) continue;
    if (isRunning(starter) || (await hasTask(engine, user))) return true;
  }
  return false;
}

async function hasTask(engine: MountContext["engine"], id: string): Promise<boolean> {
  try {
    return (await engine.tasks.get({ id })).status !== "STOPPED";
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND")) return false;
    throw error;
  }
}

function starterOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

interface Use {
  readonly user: string;
  readonly namespace: string;
  readonly name: string;
}

function userFile(settings: Pick<Settings, "runtimeDir">, { user, namespace, name }: Use): string {
  return join(userDirectory(settings, user), `${namespace}:${name}`);
}

function userDirectory(settings: Pick<Settings, "runtimeDir">, user: string): string {
  return join(usersDirectory(settings), user);
}

/** Gone with the mounts at a reboot. */
function usersDirectory({ runtimeDir }: Pick<Settings, "runtimeDir">): string {
  return join(runtimeDir, "volume-users");
}

function shownNames(directory: string): string[] {
  return namesIn(directory).filter((name) => !name.startsWith("."));
}

async function removeEmpty(directory: string): Promise<void> {
  try {
    await rmdir(directory);
  } catch (error) {
    if (errno(error) !== "ENOENT" && errno(error) !== "ENOTEMPTY") throw error;
  }
}
