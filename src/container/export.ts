import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { NerdError } from "../errors.ts";
import { errno } from "../store/atomic-file.ts";
import { writeOutputFile } from "../store/output-file.ts";
import { openSnapshot } from "./copy/snapshot-files.ts";
import { announce } from "./events/announcement.ts";

/**
 * The container's whole file system as an archive, as it is read: volumes, binds and what the kernel mounts are no part of it, their mount
 * points are. It is tar(1) that reads, since no runtime reads extended attributes, without which capabilities of programs are lost.
 */
export async function* exportContainer(
  context: Pick<Context, "engine" | "settings" | "signal">,
  container: StoredContainer,
): AsyncGenerator<Uint8Array> {
  const { settings, signal } = context;
  using root = await openSnapshot(context, container);
  const names = root.names();
  const tar = spawn("tar", options, {
    cwd: root.ownPath(),
    env: { PATH: settings.programDirs.join(":"), LC_ALL: "C" },
    stdio: ["pipe", "pipe", "pipe"],
    signal,
  });
  const failure = text(tar.stderr);
  const ended = once(tar, "close") as Promise<[code: number | null]>;
  for (const promise of [failure, ended]) promise.catch(() => {}); // Awaited below, unless the reader leaves before.
  tar.stdin.on("error", () => {}); // It has failed, and says so below.
  tar.stdin.end(names.map((name) => `${name}\0`).join(""));
  try {
    for await (const chunk of tar.stdout) yield chunk as Uint8Array; // Without an encoding it gives bytes.
    const [code] = await ended;
    if (code === null || code > changed) throw failed(await failure);
    await announce(context, container, "export");
  } catch (error) {
    throw errno(error) === "ENOENT" ? missingTar(error) : error;
  } finally {
    tar.kill("SIGKILL");
  }
}

/** The same into a file, which is there only once it is whole. */
export async function exportToFile(
  context: Pick<Context, "engine" | "settings" | "signal" | "cwd">,
  container: StoredContainer,
  file: string,
): Promise<void> {
  await writeOutputFile(resolve(context.cwd, file), exportContainer(context, container));
}

/** Numbers rather than the host's names, holes kept, names from stdin as the archive shall have them. */
const options = [
  "--create",
  "--format=posix",
  "--pax-option=delete=atime,delete=ctime",
  "--numeric-owner",
  "--sort=name",
  "--xattrs",
  "--xattrs-include=*",
  "--null",
  "--verbatim-files-from",
  "--files-from=-",
];

/** tar's status where a file has changed while it was read, which is a running container's right. */
const changed = 1;

function failed(stderr: string): NerdError {
  return new NerdError("RUNTIME_FAILED", `cannot read the container's files: ${stderr.trim().split("\n")[0] ?? ""}`);
}

function missingTar(cause: unknown): NerdError {
  return new NerdError("UNSUPPORTED", "no such program: tar", { hint: "apt-get install tar", cause });
}
