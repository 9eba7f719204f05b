import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedKey } from "../../buildkit/filesync/shared-key.ts";
import type { ContentStore } from "../../buildkit/session/content.ts";
import type { SessionMethods } from "../../buildkit/session/session-call.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import type { BuildInput } from "../build-input.ts";
import { stdinContext } from "../sources/stdin-context.ts";
import { contextDirectory, isRemote } from "./context-place.ts";
import { findDockerfile } from "./find-dockerfile.ts";
import { namedContexts } from "./named-contexts.ts";
import { readAll } from "./read-all.ts";

export type FilesContext = Pick<Context, "cwd" | "stdio" | "signal">;

/** Where BuildKit finds what a Dockerfile speaks of. The block's end removes what was made for it. */
export interface BuildFiles extends AsyncDisposable {
  /** Absolute paths by the names under which BuildKit asks for them. */
  readonly directories: ReadonlyMap<string, string>;
  /** Names of those from which nothing is copied. */
  readonly onlyRead: ReadonlySet<string>;
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
  const main = await mainContext(context, input);
  const named = await namedContexts(context.cwd, input.buildContexts ?? {});
  const text = main.dockerfile ?? (await dockerfileText(context, input));
  // Last: from here on nothing fails that would leave it behind.
  const made = text === undefined ? undefined : await temporaryDockerfile(text);
  const place = made === undefined ? await dockerfilePlace(context, input, main) : ownDockerfile(made, main);
  const directory = main.isEmpty && made !== undefined ? join(made, emptyContext) : main.directory;
  return {
    directories: new Map([
      ...(directory === undefined ? [] : [["context", directory] as const]),
      ...(place.directory === undefined ? [] : [["dockerfile", place.directory] as const]),
      ...named.directories,
    ]),
    onlyRead: new Set(["dockerfile"]),
    attrs: { ...main.attrs, ...place.attrs, ...named.attrs },
    sharedKey: sharedKey(main.directory ?? context.cwd),
    stores: named.stores,
    methods: new Map(main.methods),
    [Symbol.asyncDispose]: async () => {
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    },
  };
}

/** What a build copies from: a directory here, something that BuildKit fetches, what comes on stdin, or nothing. */
interface MainContext {
  readonly directory?: string;
  /** There is nothing to copy from. */
  readonly isEmpty?: boolean;
  /** For the frontend: where it fetches the context. */
  readonly attrs?: Readonly<Record<string, string>>;
  readonly methods?: SessionMethods;
  /** The text, where that is all that came. */
  readonly dockerfile?: Uint8Array;
}

async function mainContext({ cwd, stdio }: FilesContext, input: BuildInput): Promise<MainContext> {
  if (input.context === undefined) return { isEmpty: true };
  if (isRemote(input.context)) return { attrs: { context: input.context } };
  if (input.context !== "-") return { directory: await contextDirectory(cwd, input.context) };
  if (input.file === "-") {
    throw new NerdError("INVALID_VALUE", "context and Dockerfile cannot both come from stdin", {
      hint: "name the Dockerfile in the archive with -f, or a directory as the context",
    });
  }
  const read = await stdinContext(stdio === undefined || stdio.terminal ? nothing() : stdio.stdin);
  if (read.kind === "archive") return { attrs: { context: read.upload.url }, methods: new Map([read.upload.method]) };
  if (input.file === undefined && input.dockerfile === undefined) return { isEmpty: true, dockerfile: read.text };
  throw new NerdError("INVALID_VALUE", "two Dockerfiles: one on stdin, and one that is named", {
    hint: "leave out -f; or send an archive on stdin, in which -f names a file",
  });
}

interface FoundDockerfile {
  /** Of this machine; undefined where it lies in the remote context. */
  readonly directory: string | undefined;
  readonly attrs: Readonly<Record<string, string>>;
}

async function dockerfilePlace(
  { cwd }: FilesContext,
  { file }: BuildInput,
  { directory }: MainContext,
): Promise<FoundDockerfile> {
  if (directory === undefined) return { directory: undefined, attrs: { filename: file ?? "Dockerfile" } };
  const place = await findDockerfile(file, { cwd, context: directory });
  return { directory: place.directory, attrs: { filename: place.filename } };
}

function ownDockerfile(made: string, { attrs }: MainContext): FoundDockerfile {
  const own: Record<string, string> = attrs === undefined ? {} : { dockerfilekey: "dockerfile" };
  return { directory: made, attrs: { filename: "Dockerfile", ...own } };
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

async function* nothing(): AsyncGenerator<Uint8Array> {}

const emptyContext = "context";

async function temporaryDockerfile(text: Uint8Array): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "nerdsh-build-"));
  await mkdir(join(directory, emptyContext));
  await writeFile(join(directory, "Dockerfile"), text);
  return directory;
}
