import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { runInOwnSession } from "../platform/own-session.ts";
import { abandonedTemporaries, errno } from "../store/atomic-file.ts";
import { lockFile } from "../store/file-lock.ts";
import { processIdentity } from "../store/process-identity.ts";
import { packDirectory, unpackInto } from "./tar-program.ts";
import type { Volume } from "./volume.ts";
import { holdMount, releaseMounts } from "./volume-mount.ts";

type ArchiveContext = Pick<Context, "engine" | "settings" | "signal">;

/** The volume's files as a tar archive, as they are read: owners, attributes, hard links and holes included. */
export async function* exportVolume(context: ArchiveContext, volume: Volume): AsyncGenerator<Uint8Array> {
  const { settings, signal } = context;
  const user = randomUUID();
  await holdMount(context, volume, user);
  try {
    yield* packDirectory({ settings, directory: volume.mountpoint, signal });
  } finally {
    await releaseMounts(context, user);
  }
}

/**
 * Replaces what is in the volume by what is in the archive: whole, or where that fails not at all. `refuse` throws where it must not be, and
 * is asked when everything is unpacked.
 */
export async function importVolume(
  { settings, signal }: ArchiveContext,
  { name, directory, mountpoint, options }: Volume,
  { source, refuse }: { source: AsyncIterable<Uint8Array>; refuse: () => Promise<void> },
): Promise<void> {
  if (options !== undefined) {
    throw new NerdError("UNSUPPORTED", `cannot import into a volume that is mounted from elsewhere: ${name}`, {
      hint: "run a container that has it, and unpack the archive there",
    });
  }
  await refuse();
  for (const abandoned of await abandonedTemporaries(directory)) await removeTree(abandoned);
  const staged = join(directory, `.${processIdentity()}.${randomUUID()}.tmp`);
  await mkdir(staged, { mode: 0o755 });
  try {
    await unpackInto(source, { settings, directory: staged, signal });
    await using _lock = await lockFile(directory, { signal });
    await refuse();
    await exchange(staged, mountpoint, settings.programDirs);
  } finally {
    await removeTree(staged);
  }
}

/** At once, where mv(1) can have the kernel do that; else there is a moment without any. */
async function exchange(staged: string, mountpoint: string, programDirs: readonly string[]): Promise<void> {
  const env = { PATH: programDirs.join(":"), LC_ALL: "C" };
  const words = ["--exchange", "--no-copy", "--no-target-directory", "--", staged, mountpoint];
  if ((await runInOwnSession("mv", words, { env })).status === 0) return;
  const old = `${staged}.old`;
  try {
    await rename(mountpoint, old);
  } catch (error) {
    if (errno(error) !== "ENOENT") throw error;
  }
  await rename(staged, mountpoint);
  await removeTree(old);
}

async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
