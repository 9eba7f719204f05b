import {
  type BigIntStats,
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { metadataRevision, metaPageBytes, secondMetaOffset } from "./metadata-revision.ts";

const name = "/io.containerd.metadata.v1.bolt/meta.db";

/** Where the engine at one socket writes down all but tasks and content. */
export interface MetadataFile {
  /** The socket, by its inode: another one may be another engine's. */
  readonly socket: string;
  /** Undefined where it is not certain, or not for this user. */
  readonly file?: { readonly path: string; readonly inode: string } | undefined;
}

export interface Revision {
  /** Another one after each write. */
  readonly id: string;
  /** When the last write was, in milliseconds since the epoch. */
  readonly writtenMs: number;
}

/**
 * `pid` is the engine's by its own word. Its file is not certain where that process is not the one that listens at `address`, or has another file there
 * than we see: the engine may be another host's, or in a container.
 */
export function findMetadataFile(address: string, socket: string, pid: number): MetadataFile {
  try {
    const open = openFiles(pid);
    const [listener, another] = listeners(realpathSync(address));
    if (another !== undefined || !open.some(({ target }) => target === listener)) return { socket };
    const found = open.find(({ target }) => target.endsWith(name));
    if (found === undefined) return { socket };
    const { link, target: path } = found;
    const inode = inodeOf(statSync(link, exact));
    return inode === inodeOf(statSync(path, exact)) ? { socket, file: { path, inode } } : { socket };
  } catch {
    return { socket }; // What cannot be looked at is in doubt.
  }
}

/** Undefined where it is in doubt. The same twice: nothing was written in between. */
export function readRevision({ socket, file }: MetadataFile): Revision | undefined {
  if (file === undefined) return undefined;
  try {
    const open = openSync(file.path, "r");
    try {
      const stats = fstatSync(open, exact);
      // Another one may be there by now, or for us alone.
      if (inodeOf(stats) !== file.inode) return undefined;
      const first = readAt(open, 0);
      const second = readAt(open, secondMetaOffset(first) ?? 0);
      const revision = metadataRevision(first, second);
      if (revision === undefined) return undefined;
      // The time of the change tells a file that was put back from a copy.
      return { id: `${socket} ${file.inode} ${stats.ctimeNs} ${revision}`, writtenMs: Number(stats.mtimeMs) };
    } finally {
      closeSync(open);
    }
  } catch {
    return undefined; // As above.
  }
}

/** Undefined where none is there. */
export function socketIdentity(address: string): string | undefined {
  const stats = statSync(address, { ...exact, throwIfNoEntry: false });
  return stats && `${inodeOf(stats)} ${stats.ctimeNs}`;
}

const exact = { bigint: true } as const;

function inodeOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function readAt(file: number, offset: number): Uint8Array {
  const bytes = new Uint8Array(metaPageBytes);
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
}

function openFiles(pid: number): { readonly link: string; readonly target: string }[] {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).flatMap((number) => {
    const link = `${directory}/${number}`;
    try {
      return [{ link, target: readlinkSync(link) }];
    } catch {
      return []; // Closed meanwhile.
    }
  });
}

/** `__SO_ACCEPTCON` of linux/net.h. */
const acceptsConnections = "00010000";

/** The sockets that listen at a path, as links to them read. From proc(5): number, references, protocol, flags, type, state, inode, path. */
function listeners(address: string): string[] {
  const rows = readFileSync("/proc/net/unix", "utf8").split("\n");
  return rows.flatMap((row) => {
    const [, , , flags, , , number, path] = row.trim().split(/\s+/);
    return path === address && flags === acceptsConnections ? [`socket:[${number}]`] : [];
  });
}
