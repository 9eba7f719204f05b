import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedKey } from "../../buildkit/filesync/shared-key.ts";
import type { ContentStore } from "../../buildkit/session/content.ts";
import type { SessionMethods } from "../../buildkit/session/session-call.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import type { BuildInput } from "../build-input.ts";
import { contextDirectory, isRemote } from "./context-place.ts";
import { findDockerfile } from "./find-dockerfile.ts";
import { namedContexts } from "./named-contexts.ts";
import { readAll } from "./read-all.ts";

export type FilesContext = Pick<Context, "cwd" | "stdio" | "signal">;

/** Where BuildKit finds what a Dockerfile speaks of. The block's end removes what was made for it. */
export interface BuildFiles extends AsyncDisposable {
  /** Absolute paths by the names under which BuildKit asks for them. */
  readonly directories: ReadonlyMap<string, string>;
  /** For the frontend. */
  readonly attrs: Readonly<Record<string, string>>;
  /** The same for the same context. */
  readonly sharedKey: string;
  /** Stores of contexts that are OCI layouts. */
  readonly stores: ReadonlyMap<string, ContentStore>;
  readonly methods: SessionMethods;
}

/** Looks up a build's context, Dockerfile and further contexts. Throws CONTEXT_NOT_FOUND, DOCKERFILE_NOT_FOUND, INVALID_VALUE. */
export async function buildFiles(context: FilesContext, input: BuildInput): Promise<BuildFiles> {
  const isUrl = isRemote(input.context);
  const directory = isUrl ? undefined : await contextDirectory(context.cwd, input.context);
  const named = await namedContexts(context.cwd, input.buildContexts ?? {});
  const text = await dockerfileText(context, input);
  // Last: from here on nothing fails that would leave it behind.
  const place = await dockerfilePlace(context, input, { directory, text });
  const main: Record<string, string> = directory === undefined ? { context: input.context } : {};
  return {
    directories: new Map([
      ...(directory === undefined ? [] : [["context", directory] as const]),
      ...(place.directory === undefined ? [] : [["dockerfile", place.directory] as const]),
      ...named.directories,
    ]),
    attrs: { ...main, ...place.attrs, ...named.attrs },
    sharedKey: sharedKey(directory ?? context.cwd),
    stores: named.stores,
    methods: new Map(),
    [Symbol.asyncDispose]: async () => {
      if (text !== undefined && place.directory !== undefined)
        await rm(place.directory, { recursive: true, force: true });
    },
  };
}

interface FoundDockerfile {
  /** Of this machine; undefined where it lies in the remote context. */
  readonly directory: string | undefined;
  readonly attrs: Readonly<Record<string, string>>;
}

async function dockerfilePlace(
  { cwd }: FilesContext,
  { file }: BuildInput,
  { directory, text }: { readonly directory: string | undefined; readonly text: Uint8Array | undefined },
): Promise<FoundDockerfile> {
  if (text !== undefined) {
    const own: Record<string, string> = directory === undefined ? { dockerfilekey: "dockerfile" } : {};
    return { directory: await temporaryDockerfile(text), attrs: { filename: "Dockerfile", ...own } };
  }
  if (directory === undefined) return { directory: undefined, attrs: { filename: file ?? "Dockerfile" } };
  const place = await findDockerfile(file, { cwd, context: directory });
  return { directory: place.directory, attrs: { filename: place.filename } };
}

async function dockerfileText(
  { stdio }: FilesContext,
  { file, dockerfile }: BuildInput,
): Promise<Uint8Array | undefined> {
  if (dockerfile !== undefined) return Buffer.from(dockerfile);
  if (file !== "-") return undefined;
  if (stdio !== undefined && !stdio.terminal) return await readAll(stdio.stdin);
  throw new NerdError("MISSING_ARGUMENT", "the Dockerfile shall come from stdin, and nothing does", {
    hint: "write nerdsh build -f - . < Dockerfile",
    exitCode: 1,
  });
}

async function temporaryDockerfile(text: Uint8Array): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "nerdsh-build-"));
  await writeFile(join(directory, "Dockerfile"), text);
  return directory;
}
