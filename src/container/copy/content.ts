import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import type { FileEntry } from "./files/file-entry.ts";
import { writeFiles } from "./files/file-writer.ts";
import { openRootFiles } from "./root-files.ts";

/** Text, bytes, or bytes as they come. */
export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

export interface ContentOptions {
  /** Permission bits; 0o644 where absent. */
  readonly mode?: number;
  /** The owner; root where absent. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Makes a file of the container, with the directories above it, or replaces one. */
export async function copyContent(
  context: Pick<Context, "engine" | "settings" | "signal">,
  container: StoredContainer,
  target: string,
  { content, mode = 0o644, uid = 0, gid = 0 }: ContentOptions & { readonly content: Content },
): Promise<void> {
  if (/(^|\/)\.{0,2}$/.test(target))
    throw new NerdError("INVALID_VALUE", `not the path of a file: ${JSON.stringify(target)}`);
  const { signal } = context;
  const entry: FileEntry = {
    path: target,
    kind: "file",
    mode,
    uid,
    gid,
    modifiedMs: Date.now(),
    size: 0, // Nobody knows it before the end, nor needs to.
    target: "",
    content: () => bytesOf(content, signal),
  };
  using files = await openRootFiles(context, container);
  await writeFiles(files, "/", entries(entry));
}

async function* entries(entry: FileEntry): AsyncGenerator<FileEntry> {
  yield entry;
}

async function* bytesOf(content: Content, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (typeof content === "string") return yield Buffer.from(content);
  if (content instanceof Uint8Array) return yield content;
  for await (const chunk of content) {
    signal.throwIfAborted();
    yield chunk;
  }
}
