import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, posix, resolve } from "node:path";
import { Readable } from "node:stream";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { isNerdError } from "../../errors.ts";
import { announce } from "../events/announcement.ts";
import { containerName } from "../record/lookup.ts";
import { type CopyPlan, type CopySource, copyPlan, type PathKind, saysContents, saysDirectory } from "./copy-plan.ts";
import { type FileEntry, under } from "./files/file-entry.ts";
import { readFiles } from "./files/file-reader.ts";
import { FileRoot } from "./files/file-root.ts";
import { type Found, notDirectory } from "./files/file-walk.ts";
import { writeFiles } from "./files/file-writer.ts";
import { filesOf, tarOf } from "./files/tar-files.ts";
import { hostFiles, missing, openHost, withoutLinks } from "./host-files.ts";
import { openRootFiles } from "./root-files.ts";

type CopyContext = Pick<Context, "engine" | "settings" | "signal" | "cwd">;

/** A source whose last component may be a link, which then stands for what it leads to. */
export interface FollowedPath {
  readonly path: string;
  readonly followLink: boolean;
}

type SourcePath = string | FollowedPath;

/** Copies a file or directory of the host into the container, by the rules of `docker cp`. */
export async function copyTo(
  context: CopyContext,
  container: StoredContainer,
  from: SourcePath,
  target: string,
): Promise<void> {
  const { path: hostPath, followLink } = followed(from);
  using host = hostFiles(context, followLink ? withoutLinks(context, hostPath) : hostPath, sourceMissing(onHost));
  using source = findSource(host.files, host.path, { side: onHost, asked: hostPath });
  using files = await openRootFiles(context, container);
  using found = findTarget(files, target, inside(container));
  const plan = copyPlan(sourceOf(source, hostPath, host.name), {
    path: target,
    side: inside(container),
    name: posix.basename(found.path),
    kind: kindOf(found),
  });
  const base = plan.into === "target" ? found.path : posix.dirname(found.path);
  await writeFiles(files, base, planned(plan, host.files, source, context.signal));
  await announce(context, container, "extract-to-dir");
}

/** Copies a file or directory of the container to the host, by the rules of `docker cp`. */
export async function copyFrom(
  context: CopyContext,
  container: StoredContainer,
  from: SourcePath,
  hostPath: string,
): Promise<void> {
  const { path, followLink } = followed(from);
  using files = await openRootFiles(context, container);
  using source = findSource(files, path, { side: inside(container), followLast: followLink });
  const target = resolve(context.cwd, hostPath);
  const kind: PathKind = !existsSync(target) ? "missing" : statSync(target).isDirectory() ? "directory" : "file";
  const real = kind === "missing" ? target : realpathSync(target);
  const plan = copyPlan(sourceOf(source, path), { path: hostPath, side: onHost, name: basename(real), kind });
  using host = new FileRoot(openHost(plan.into === "target" ? real : dirname(real), hostPath, parentMissing(onHost)), {
    links: "refused",
  });
  await writeFiles(host, "/", planned(plan, files, source, context.signal));
  await announce(context, container, "archive-path");
}

/** A path of the container as an archive, its last component the top: what `docker cp CONTAINER:PATH -` writes. Read it to its end, or destroy it. */
export async function archiveFrom(
  context: CopyContext,
  container: StoredContainer,
  from: SourcePath,
): Promise<Readable> {
  const { path, followLink } = followed(from);
  const files = await openRootFiles(context, container);
  try {
    const source = findSource(files, path, { side: inside(container), followLast: followLink });
    const { contents, name } = sourceOf(source, path);
    await announce(context, container, "archive-path");
    const plan: CopyPlan = { into: "target", name: contents ? "" : name };
    const archive = Readable.from(tarOf(planned(plan, files, source, context.signal)), { objectMode: false });
    return archive.once("close", () => {
      source[Symbol.dispose]();
      files[Symbol.dispose]();
    });
  } catch (error) {
    files[Symbol.dispose]();
    throw error;
  }
}

/** Unpacks an archive into a directory of the container: what `docker cp - CONTAINER:PATH` does. */
export async function extractTo(
  context: CopyContext,
  container: StoredContainer,
  path: string,
  tar: Readable,
): Promise<void> {
  using files = await openRootFiles(context, container);
  using found = findTarget(files, path, inside(container));
  if (found.stats === undefined) throw missing(parentMissing(inside(container)), path);
  if (!found.stats.isDirectory()) throw notDirectory(path);
  await writeFiles(files, found.path, untilAborted(filesOf(tar), context.signal));
  await announce(context, container, "extract-to-dir");
}

async function* planned(
  { name }: CopyPlan,
  files: FileRoot,
  source: Found,
  signal: AbortSignal,
): AsyncGenerator<FileEntry> {
  const entries = readFiles(files, source, { attributes: true });
  yield* untilAborted(name === "" ? entries : under(name, entries), signal);
}

async function* untilAborted(entries: AsyncIterable<FileEntry>, signal: AbortSignal): AsyncGenerator<FileEntry> {
  async function* stoppable<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const item of items) {
      signal.throwIfAborted();
      yield item;
    }
  }
  for await (const entry of stoppable(entries)) yield { ...entry, content: () => stoppable(entry.content()) };
}

/** Which of the two sides it is that something is missing at. */
const onHost = "on the host";
const inside = (container: StoredContainer) => `in container ${containerName(container)}`;
const sourceMissing = (side: string) => `the source is not ${side}`;
const parentMissing = (side: string) => `the directory of the target is not ${side}`;

interface AskedSource {
  readonly side: string;
  /** As the caller wrote it. */
  readonly asked?: string;
  readonly followLast?: boolean;
}

function findSource(files: FileRoot, path: string, { side, asked = path, followLast = false }: AskedSource): Found {
  let found: Found;
  try {
    found = files.find(absolute(path), { followLast: followLast || saysDirectory(path) });
  } catch (error) {
    throw isNerdError(error, "NOT_FOUND") ? missing(sourceMissing(side), asked, error) : error;
  }
  if (found.stats) return found;
  found[Symbol.dispose]();
  throw missing(sourceMissing(side), asked);
}

/** It may be missing, but not what it lies in. */
function findTarget(files: FileRoot, path: string, side: string): Found {
  try {
    const found = files.find(absolute(path).replace(/(.)\/+$/, "$1"), { followLast: true });
    if (!found.stats || found.stats.isDirectory() || !saysDirectory(path)) return found;
    found[Symbol.dispose]();
    throw notDirectory(path);
  } catch (error) {
    throw isNerdError(error, "NOT_FOUND") ? missing(parentMissing(side), path, error) : error;
  }
}

function sourceOf(found: Found, asked: string, name = posix.basename(found.path)): CopySource {
  const isDirectory = found.stats?.isDirectory() ?? false;
  return {
    name,
    kind: isDirectory ? "directory" : "file",
    contents: isDirectory && (name === "" || saysContents(asked)),
  };
}

function kindOf({ stats }: Found): PathKind {
  if (stats === undefined) return "missing";
  return stats.isDirectory() ? "directory" : "file";
}

function followed(from: SourcePath): FollowedPath {
  return typeof from === "string" ? { path: from, followLink: false } : from;
}

/** Docker reads a relative path of a container from its root. */
function absolute(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
