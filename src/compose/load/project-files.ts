import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { maxYamlBytes } from "../yaml/yaml-document.ts";

/** Where the loader reads: the machine's files, or those of a test. */
export interface ProjectFiles {
  /** Undefined where there is no such file. */
  read(path: string): string | undefined;
  isFile(path: string): boolean;
  isDirectory(path: string): boolean;
  /** The path without symbolic links; itself where it does not exist. */
  real(path: string): string;
}

/** Synchronous: a project is a few small files, and each wait would cost more than its read. */
export const localFiles: ProjectFiles = {
  read: (path) => orUndefined(() => readBounded(path)),
  isFile: (path) => orUndefined(() => statSync(path))?.isDirectory() === false,
  isDirectory: (path) => orUndefined(() => statSync(path))?.isDirectory() === true,
  real: (path) => orUndefined(() => realpathSync(path)) ?? path,
};

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR"].includes(String(error.code)))
      return undefined;
    throw error;
  }
}

/** Each file is read once: what a shell gives for `<(command)` cannot be read again. */
export function readOnce(files: ProjectFiles): ProjectFiles {
  const texts = new Map<string, string | undefined>();
  return {
    ...files,
    read: (path) => {
      if (!texts.has(path)) texts.set(path, files.read(path));
      return texts.get(path);
    },
  };
}

/** No more than shows that a file is too long, so that `/dev/zero` ends, too. */
function readBounded(path: string): string {
  const file = openSync(path, "r");
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; total <= maxYamlBytes; ) {
      const chunk = Buffer.allocUnsafe(64 * 1024);
      const count = readSync(file, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      total += count;
    }
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    closeSync(file);
  }
}
