import { chmod, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning, processIdentity } from "../../src/store/process-identity.ts";

const ownerFile = "owner";

/** A new directory that says which process it belongs to, so that a later one can clean up after a killed test. */
export async function ownedDirectory(prefix: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), prefix));
  await chmod(directory, 0o711); // A container of another user must reach what is mounted from below.
  await writeFile(join(directory, ownerFile), processIdentity() ?? "");
  return directory;
}

/** The directories of that kind whose process is gone. */
export async function abandonedDirectories(prefix: string): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  const abandoned = await Promise.all(
    names.map(async (name) => {
      const directory = join(tmpdir(), name);
      const owner = await readFile(join(directory, ownerFile), "utf8").catch(() => undefined);
      // No file yet, or an empty one: its process is just writing it.
      return owner === undefined || owner === "" || isRunning(owner) ? [] : [directory];
    }),
  );
  return abandoned.flat();
}
