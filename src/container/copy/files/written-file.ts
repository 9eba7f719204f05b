import { execFile } from "node:child_process";
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  lutimesSync,
  openSync,
  symlinkSync,
  unlinkSync,
  write,
} from "node:fs";
import { promisify } from "node:util";
import { writeAttributes } from "../../../platform/deputy/attributes.ts";
import { errno } from "../../../store/atomic-file.ts";
import type { FileEntry } from "./file-entry.ts";

const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;

/** False for a file that is a mount point: it can be written to, not replaced. */
export function removed(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (errno(error) === "ENOENT") return true;
    if (errno(error) === "EBUSY") return false;
    throw error;
  }
}

/** What is mounted is only written to: it stays whose it is. */
export async function writeRegularFile(
  path: string,
  { content, uid, gid, mode, modifiedMs, attributes }: FileEntry,
  isMounted: boolean,
): Promise<void> {
  const how = isMounted ? O_TRUNC | O_NONBLOCK : O_CREAT | O_EXCL;
  const descriptor = openSync(path, O_WRONLY | O_NOFOLLOW | how, 0o600);
  try {
    let at = 0;
    for await (const chunk of content()) at += await writeAll(descriptor, chunk, at);
    if (isMounted) return;
    fchownSync(descriptor, uid, gid);
    fchmodSync(descriptor, mode); // After the owner, whose change takes set-user-ID away.
    await writeAttributes(path, { attributes });
    futimesSync(descriptor, modifiedMs / 1000, modifiedMs / 1000);
  } finally {
    closeSync(descriptor);
  }
}

/** A symbolic link, a FIFO or a device. */
export async function makeSpecialFile(path: string, entry: FileEntry): Promise<void> {
  const seconds = entry.modifiedMs / 1000;
  if (entry.kind === "symlink") symlinkSync(entry.target, path);
  else await makeNode(path, entry);
  lchownSync(path, entry.uid, entry.gid);
  if (entry.kind !== "symlink") chmodSync(path, entry.mode);
  await writeAttributes(path, entry);
  lutimesSync(path, seconds, seconds);
}

async function writeAll(descriptor: number, chunk: Uint8Array, at: number): Promise<number> {
  for (let done = 0; done < chunk.length; ) {
    done += (await promisify(write)(descriptor, chunk, done, chunk.length - done, at + done)).bytesWritten;
  }
  return chunk.length;
}

/** No runtime has mknod(2). */
async function makeNode(path: string, { kind, device }: FileEntry): Promise<void> {
  const type =
    kind === "fifo" ? ["p"] : [kind === "block-device" ? "b" : "c", String(device?.major), String(device?.minor)];
  await promisify(execFile)("mknod", [path, ...type]);
}
