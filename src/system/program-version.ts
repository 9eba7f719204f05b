import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What a program prints of itself, stdout and stderr; empty where it is not there. */
export async function programOutput(
  program: string,
  args: readonly string[],
  programDirs: readonly string[],
): Promise<string> {
  const options = { env: { PATH: programDirs.join(":") }, timeout: 5_000, encoding: "utf8" } as const;
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, options);
    return stdout + stderr;
  } catch (error) {
    // Plugins that are asked for nothing print their version, and fail.
    return error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  }
}

/** The first version in a text, `1.1.15` or `1.1.15+ds1`; undefined where it has none. */
export function versionIn(text: string): string | undefined {
  return /\bv?(\d+\.\d+(?:\.\d+)?[\w.+~-]*)/.exec(text)?.[1];
}
