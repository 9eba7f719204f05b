import { resolve } from "node:path";
import { codec } from "../buildkit/codec.ts";
import { sharedKey } from "../buildkit/filesync/shared-key.ts";
import type { Op } from "../buildkit/protocol.ts";
import { buildServices } from "./build-session.ts";
import { buildAgents, buildSecrets } from "./context/build-secrets.ts";
import { contextDirectory } from "./context/context-place.ts";
import { definition } from "./llb/definition.ts";
import { type ImageSettings, imageConfig } from "./llb/image-config.ts";
import { solveToFile } from "./llb/solve-state.ts";
import type { State } from "./llb/state.ts";
import { openBuilder } from "./open-builder.ts";
import { definitionDraft } from "./plan/solve-plan.ts";
import type { BuiltImage } from "./result/finished-build.ts";
import { type BuildContext, type BuildOptions, runBuild } from "./run-build.ts";

export interface StateOptions extends Omit<BuildOptions, "context"> {
  /** Directories by the names of `llb.local`; a name that is not there is a path itself. */
  readonly locals?: Readonly<Record<string, string>> | undefined;
  /** What the image says of its containers beyond the state. */
  readonly image?: ImageSettings | undefined;
}

/** Builds what a program describes, to the same outputs as a Dockerfile. */
export async function buildState(context: BuildContext, state: State, options: StateOptions): Promise<BuiltImage> {
  return await runBuild(context, { ...options, context: "." }, async () => {
    const directories = await localDirectories(context.cwd, state, options.locals);
    const localId = idOf(directories);
    const config = JSON.stringify(imageConfig(state, options.image ?? {}));
    return {
      directories,
      sharedKey: localId,
      stores: new Map(),
      methods: new Map(),
      request: (plan, caches) => definitionDraft(plan, definition(state, { localId }), config, caches),
      [Symbol.asyncDispose]: async () => {},
    };
  });
}

/** The content of one file of a state. */
export async function readFromState(
  context: BuildContext,
  state: State,
  path: string,
  options: StateOptions,
): Promise<Uint8Array> {
  const directories = await localDirectories(context.cwd, state, options.locals);
  const secrets = await buildSecrets(context, { ...options, context: "." });
  const agents = await buildAgents(context, options.ssh ?? []);
  using opened = await openBuilder(context, options);
  const methods = buildServices(context, {
    ...{ secrets, agents },
    directories: new Map(),
    stores: new Map(),
    targets: new Map(),
  });
  return await solveToFile(opened.builder, state, path, {
    methods,
    directories: Object.fromEntries(directories),
    entitlements: options.allow ?? [],
    signal: context.signal,
  });
}

/** The directories that a state's steps take files from. Throws CONTEXT_NOT_FOUND. */
async function localDirectories(
  cwd: string,
  state: State,
  locals: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, string>> {
  const ops = (definition(state).def ?? []).map((bytes) => codec.decode("pb.Op", bytes) as Op);
  const names = ops.flatMap(({ source }) => /^local:\/\/(.*)$/s.exec(source?.identifier ?? "")?.[1] ?? []);
  const found = [...new Set(names)].sort().map(async (name) => {
    return [name, await contextDirectory(cwd, resolve(cwd, locals[name] ?? name))] as const;
  });
  return new Map(await Promise.all(found));
}

/** The same directories of this machine have the same id, so that their steps are the same ones in the next build. */
function idOf(directories: ReadonlyMap<string, string>): string {
  return [...directories].map(([name, path]) => `${name}=${sharedKey(path)}`).join(" ");
}
