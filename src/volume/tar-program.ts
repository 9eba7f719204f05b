import { spawn } from "node:child_process";
import { once } from "node:events";
import { addAbortSignal, Readable, type Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { errno } from "../store/atomic-file.ts";
import { ArchiveEnd } from "./archive-end.ts";

interface TarOptions {
  readonly settings: Pick<Settings, "programDirs">;
  /** Whose files they are, or will be. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Numbers rather than the host's names; attributes are kept, access control lists among them. */
const attributes = ["--numeric-owner", "--xattrs", "--xattrs-include=*", "--acls"];

/** tar's status where a file has changed while it was read, which is a running container's right. */
const changed = 1;

/** A directory as an archive, itself its first entry, with owners, attributes, hard links and holes. No runtime reads attributes, tar(1) does. */
export async function* packDirectory({ settings, directory, signal }: TarOptions): AsyncGenerator<Uint8Array> {
  const layout = ["--format=posix", "--pax-option=delete=atime,delete=ctime", "--sparse", "--sort=name"];
  const tar = start(settings, ["--create", ...layout, ...attributes, "--directory", directory, "."], signal);
  tar.stdin.end();
  try {
    for await (const chunk of tar.stdout) yield chunk as Uint8Array; // Without an encoding it gives bytes.
    const { code, stderr } = await tar.end;
    if (code === null || code > changed)
      throw new NerdError("RUNTIME_FAILED", `cannot read the volume's files: ${firstLine(stderr)}`);
  } catch (error) {
    throw translated(error, signal);
  } finally {
    tar.kill();
    await tar.end.catch(() => {}); // Told above.
  }
}

/**
 * Unpacks an archive into a directory that is empty and that nobody else sees, where tar follows no link of the archive's own. Throws
 * ARCHIVE_INVALID where it is damaged, or ends early.
 */
export async function unpackInto(
  source: AsyncIterable<Uint8Array>,
  { settings, directory, signal }: TarOptions,
): Promise<void> {
  const words = ["--extract", "--same-owner", "--preserve-permissions", "--delay-directory-restore"];
  const tar = start(settings, [...words, ...attributes, "--directory", directory], signal);
  tar.stdout.resume();
  const archiveEnd = new ArchiveEnd();
  const bytes = addAbortSignal(signal, Readable.from(archiveEnd.watch(source)));
  const fed = feed(bytes, tar.stdin);
  fed.catch(() => tar.kill());
  try {
    // One that is content reads no further than to the archive's end; the rest is read by nobody, but read.
    await Promise.race([fed, tar.end.then(({ code }) => (code === 0 ? fed : undefined))]);
    const { code, stderr } = await tar.end;
    if (code !== 0) throw invalid(`cannot unpack the archive: ${firstLine(stderr) || "tar was killed"}`);
    if (!archiveEnd.isWhole) throw invalid("the archive ends early", "is it a whole tar archive, not compressed?");
  } catch (error) {
    throw translated(error, signal);
  } finally {
    bytes.destroy();
    tar.kill();
    await Promise.allSettled([tar.end]);
  }
}

async function feed(bytes: Readable, stdin: Writable): Promise<void> {
  stdin.on("error", () => {}); // It reads no more: its status tells why.
  const closed = new Promise<void>((resolve) => stdin.once("close", resolve));
  for await (const chunk of bytes) {
    if (stdin.destroyed || stdin.write(chunk)) continue;
    await Promise.race([closed, new Promise<void>((resolve) => stdin.once("drain", resolve))]);
  }
  stdin.end();
}

function invalid(message: string, hint?: string): NerdError {
  return new NerdError("ARCHIVE_INVALID", message, { hint });
}

function start({ programDirs }: Pick<Settings, "programDirs">, words: readonly string[], signal: AbortSignal) {
  const env = { PATH: programDirs.join(":"), LC_ALL: "C" };
  const child = spawn("tar", words, { env, stdio: ["pipe", "pipe", "pipe"], signal });
  const end = Promise.all([text(child.stderr), once(child, "close")]).then(([stderr, [code]]) => {
    return { stderr, code: code as number | null }; // As Node's child processes say it.
  });
  end.catch(() => {}); // Awaited by the callers, after the streams.
  return { stdin: child.stdin, stdout: child.stdout, end, kill: () => child.kill("SIGKILL") };
}

function translated(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  // What gives the archive may miss a file of its own.
  if (errno(error) !== "ENOENT" || !(error as NodeJS.ErrnoException).syscall?.startsWith("spawn")) return error;
  return new NerdError("UNSUPPORTED", "no such program: tar", { hint: "apt-get install tar", cause: error });
}

function firstLine(stderr: string): string {
  return (stderr.trim().split("\n")[0] ?? "").replace(/^tar: /, "");
}
