import { accessSync, constants } from "node:fs";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface EmbeddedProgram {
  readonly sha256: string;
  readonly base64: string;
}

/**
 * Puts a program of ours into a directory, where it is not there yet, and gives its path. Its name contains its hash: versions of
 * nerdsh share the directory, and a running container keeps the one it has.
 */
export async function installProgram(
  directory: string,
  name: string,
  { sha256, base64 }: EmbeddedProgram,
): Promise<string> {
  const path = join(directory, `${name}-${sha256.slice(0, 12)}`);
  if (isExecutable(path)) return path;
  await mkdir(directory, { recursive: true });
  // Under another name first: whoever finds it finds it whole.
  const draft = join(directory, `.${name}-${crypto.randomUUID()}`);
  await writeFile(draft, Buffer.from(base64, "base64"));
  await chmod(draft, 0o755);
  await rename(draft, path);
  return path;
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
