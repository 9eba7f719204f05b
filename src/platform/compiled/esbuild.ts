import { isBuildFailure } from "./compile-failure.ts";

type Esbuild = typeof import("esbuild");

/**
 * Does work by esbuild, whose service is a process of this one's group: Ctrl-C at a terminal has ended it, and what was cancelled was
 * another line than the one that needs it now. Then a new one starts.
 */
export async function withEsbuild<T>(work: (esbuild: Esbuild) => Promise<T>): Promise<T> {
  const esbuild = await import("esbuild");
  try {
    return await work(esbuild);
  } catch (error) {
    if (isBuildFailure(error)) throw error;
    await esbuild.stop();
    return await work(esbuild);
  }
}
