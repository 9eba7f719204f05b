import { execFile } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { NerdError } from "../errors.ts";
import { nearest } from "./nearest.ts";

/** The words that start TypeScript's compiler. */
export type Compiler = readonly [file: string, ...args: string[]];

/**
 * The TypeScript that is installed where the recipe is, else beside nerdsh. Throws TYPESCRIPT_MISSING: nerdsh has none of its own.
 */
export function findCompiler(directories: readonly string[]): Compiler {
  for (const directory of directories) {
    const manifest = nearest(directory, "node_modules/typescript/package.json");
    // A package manager may have linked it; what belongs to it lies beside where it really is.
    if (manifest !== undefined) return compilerOf(realpathSync(manifest));
  }
  throw new NerdError("TYPESCRIPT_MISSING", "checking types needs TypeScript, and none is installed", {
    hint: "npm install --save-dev typescript, or npm install --global typescript",
  });
}

/** Since version 7 it is a program of its own, which is faster started without the script that looks for it. */
function compilerOf(manifest: string): Compiler {
  const { platform, arch } = process;
  const own = `node_modules/@typescript/typescript-${platform}-${arch}/lib/tsc`;
  const program = majorVersion(manifest) >= 7 ? nearest(dirname(manifest), own) : undefined;
  return program === undefined ? [join(dirname(manifest), "bin/tsc")] : [program];
}

function majorVersion(manifest: string): number {
  return Number.parseInt(JSON.parse(readFileSync(manifest, "utf8")).version, 10);
}

/** Runs the compiler to its end, whatever its exit status. Throws TYPESCRIPT_MISSING where it cannot be started. */
export async function runCompiler([file, ...before]: Compiler, args: readonly string[], options: CompilerOptions) {
  return await new Promise<CompilerOutcome>((resolve, reject) => {
    const limits = { ...options, maxBuffer: Number.POSITIVE_INFINITY };
    execFile(file, [...before, ...args], limits, (error, stdout, stderr) => {
      if (error === null) return resolve({ exitCode: 0, output: stdout + stderr });
      if (typeof error.code === "number") return resolve({ exitCode: error.code, output: stdout + stderr });
      if (options.signal.aborted) return reject(options.signal.reason);
      reject(new NerdError("TYPESCRIPT_MISSING", `TypeScript does not start: ${file}`, { cause: error }));
    });
  });
}

interface CompilerOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

interface CompilerOutcome {
  readonly exitCode: number;
  /** What it wrote, as it wrote it. */
  readonly output: string;
}
