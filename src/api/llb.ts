import { llb as steps } from "../build/llb/llb.ts";
import { makeState, type State } from "../build/llb/state.ts";
import type { Build, Elsewhere, StateFlags } from "./build.ts";
import type { ImageHandle } from "./image-handle.ts";
import type { Operation } from "./operation.ts";
import type { ProgressOperation } from "./progress-operation.ts";

/** What becomes of a state: an image, a directory, or a value. */
export interface Solvable {
  /**
   * Builds the state, as `build(state, options)` does. Without options that is an image here, ready to run; with `output` a directory or an archive.
   * Throws BUILD_FAILED, CONTEXT_NOT_FOUND, SECRET_UNAVAILABLE, BUILDER_UNAVAILABLE, DISK_FULL.
   */
  solve(options: StateFlags & Elsewhere): ProgressOperation<ImageHandle | undefined>;
  solve(options?: StateFlags): ProgressOperation<ImageHandle>;
  /** The text of one of its files: `await tools.read("/etc/alpine-release")`. */
  read(path: string, options?: StateFlags): Operation<string>;
  /** The same as bytes. */
  readBytes(path: string, options?: StateFlags): Operation<Uint8Array>;
}

/** A state of `llb` in recipes, as all are that come of it. */
export type SolvableState = State & Solvable;

type Steps = typeof steps;

/** Those that begin a graph, or bring its branches together. */
const beginnings = ["image", "scratch", "local", "git", "http", "ociLayout", "merge", "diff"] as const;
type Beginning = (typeof beginnings)[number];

/**
 * A build as a program. Nothing runs until a state is solved; steps that need nothing of each other then run side by side.
 *
 * ```ts
 * const tools = llb.image("alpine").run("apk add --no-cache curl");
 * const image = await tools.solve({ tag: "tools", image: { cmd: ["curl"] } });
 * await tools.solve({ output: "rootfs" });
 * const release = await tools.read("/etc/alpine-release");
 * ```
 */
export type Llb = Omit<Steps, Beginning> & {
  readonly [Name in Beginning]: (...args: Parameters<Steps[Name]>) => SolvableState;
};

export function createLlb(build: Build): Llb {
  const solvable = (state: State): SolvableState => makeState(state, (made) => solvableOf(build, made));
  const wrapped = beginnings.map((name) => {
    const begin = steps[name] as (...args: unknown[]) => State; // Of each its own, which the type above keeps.
    return [name, (...args: unknown[]) => solvable(begin(...args))] as const;
  });
  return { ...steps, ...Object.fromEntries(wrapped) } as Llb; // As above.
}

function solvableOf(build: Build, state: State): Solvable {
  return {
    // The overloads tell which calls give no image; an implementation cannot.
    solve: ((options?: StateFlags) => build(state, options)) as Solvable["solve"],
    read: (path, options) => build.readFile(state, path, options),
    readBytes: (path, options) => build.readBytes(state, path, options),
  };
}
