import { readFileSync, realpathSync, statSync } from "node:fs";

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
  read: (path) => orUndefined(() => readFileSync(path, "utf8")),
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
