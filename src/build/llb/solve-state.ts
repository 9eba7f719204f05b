import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Builder } from "../../buildkit/builder.ts";
import { fileReceiveMethods, type ReceiveTarget } from "../../buildkit/filesync/file-receive-methods.ts";
import { fileSyncMethods } from "../../buildkit/filesync/file-sync-methods.ts";
import { sharedKey } from "../../buildkit/filesync/shared-key.ts";
import type { SessionMethods } from "../../buildkit/session/session-call.ts";
import { type SolveDraft, type Solved, type SolveOptions, solve } from "../../buildkit/solve.ts";
import { definition } from "./definition.ts";
import { copy } from "./file-actions.ts";
import { type ImageSettings, imageConfig } from "./image-config.ts";
import { scratch } from "./sources.ts";
import type { State } from "./state.ts";
import type { DefinitionSettings } from "./vertex.ts";

export interface SolveStateOptions
  extends Pick<SolveOptions, "signal" | "onStatus">,
    Pick<DefinitionSettings, "sourceText"> {
  /** Absolute paths of the directories that `llb.local` names. */
  readonly directories?: Readonly<Record<string, string>>;
  /** What else BuildKit may ask for: secrets, SSH agents, logins, stores. */
  readonly methods?: SessionMethods;
  /** `network.host`, `security.insecure`, for steps that ask for it. */
  readonly entitlements?: readonly string[];
}

export interface StateImage extends ImageSettings {
  /** Full names: `docker.io/library/app:latest`. */
  readonly names: readonly string[];
  readonly push?: boolean;
  /** Of new layers; by default none, which is fastest for images that stay here. */
  readonly compression?: "uncompressed" | "gzip" | "zstd";
}

/** Runs the steps, so that they are in the builder's cache, and gives nothing of them out. */
export async function solveState(builder: Builder, state: State, options: SolveStateOptions = {}): Promise<Solved> {
  return await solveTo(builder, state, options, {});
}

/** Writes the state's files into a directory, beside what is in it. */
export async function solveToDirectory(
  builder: Builder,
  state: State,
  path: string,
  options: SolveStateOptions = {},
): Promise<Solved> {
  return await solveTo(builder, state, options, {
    exporter: { type: "local", attrs: {} },
    target: { kind: "directory", path },
  });
}

/** Makes an image of the state, in the builder's own store, unpacked. Its variables, directory and user are the state's. */
export async function solveToImage(
  builder: Builder,
  state: State,
  image: StateImage,
  options: SolveStateOptions = {},
): Promise<Solved> {
  const { names, push = false, compression = push ? "gzip" : "uncompressed" } = image;
  const attrs = {
    name: names.join(","),
    push: String(push),
    compression,
    unpack: "true",
    "containerimage.config": JSON.stringify(imageConfig(state, image)),
  };
  return await solveTo(builder, state, options, { exporter: { type: "image", attrs } });
}

/** The content of one file of the state. */
export async function solveToFile(
  builder: Builder,
  state: State,
  path: string,
  options: SolveStateOptions = {},
): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), "nerdsh-value-"));
  try {
    const file = scratch().file(copy(state, path, "/value", { followSymlinks: true, mode: 0o600 }));
    await solveToDirectory(builder, file, directory, options);
    return await readFile(join(directory, "value"));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Result {
  readonly exporter?: NonNullable<SolveDraft["exporters"]>[number];
  readonly target?: ReceiveTarget;
}

async function solveTo(
  builder: Builder,
  state: State,
  options: SolveStateOptions,
  { exporter, target }: Result,
): Promise<Solved> {
  const { directories = {}, methods = [], entitlements = [], sourceText, signal, onStatus } = options;
  const paths = Object.entries(directories).sort(([a], [b]) => (a < b ? -1 : 1));
  // The same directories of this machine have the same id, so that their steps are the same ones in the next build.
  const localId = paths.map(([name, path]) => `${name}=${sharedKey(path)}`).join(" ");
  const request: SolveDraft = {
    definition: definition(state, { localId, sourceText }),
    entitlements,
    ...(exporter && { exporters: [exporter] }),
  };
  const served: SessionMethods = new Map([
    ...(paths.length > 0 ? fileSyncMethods({ directories: new Map(paths) }) : []),
    ...(target ? fileReceiveMethods(new Map([[0, target]])) : []),
    ...methods,
  ]);
  return await solve(builder, request, { methods: served, sharedKey: localId, signal, onStatus });
}
