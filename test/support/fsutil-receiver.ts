import { packetTypes, readPacket } from "../../src/buildkit/filesync/packet.ts";
import type { TreeEntry } from "../../src/buildkit/filesync/tree-entry.ts";
import { WireWriter } from "../../src/rpc/wire-writer.ts";
import type { MadeCall } from "./session-call.ts";

export interface ReceivedTree {
  readonly entries: readonly TreeEntry[];
  /** By path, of what was asked for. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

export interface ReceiveOptions {
  /** Which files to ask for; all without it. */
  readonly wants?: (path: string) => boolean;
  /** Sees each piece instead of keeping it. */
  readonly onData?: (path: string, piece: Uint8Array) => void;
  /** Before a file is asked for. */
  readonly onEntry?: (entry: TreeEntry) => void;
}

/** Plays BuildKit: asks for files as soon as it hears of them, and ends when it has all. Throws what it is told as an error. */
export async function receiveTree(
  call: Pick<MadeCall, "answers" | "say">,
  { wants = () => true, onData, onEntry }: ReceiveOptions = {},
): Promise<ReceivedTree> {
  const entries: TreeEntry[] = [];
  const pieces = new Map<number, Uint8Array[]>();
  const contents = new Map<string, Buffer>();
  let isListed = false;
  let isFinished = false;
  const finish = () => {
    if (!isListed || pieces.size > 0 || isFinished) return;
    isFinished = true;
    call.say(packet(packetTypes.finish));
  };
  for await (const message of call.answers) {
    const { type, entry, id, data } = readPacket(message);
    if (type === packetTypes.error) throw new Error(Buffer.from(data).toString());
    if (type === packetTypes.stat && entry === undefined) {
      isListed = true;
    } else if (entry) {
      const at = entries.push(entry) - 1;
      onEntry?.(entry);
      if (!isFile(entry.mode) || entry.target !== "" || !wants(entry.path)) continue;
      pieces.set(at, []);
      call.say(packet(packetTypes.request, at));
    } else if (type === packetTypes.data) {
      const { path } = entries[id]!;
      if (data.length === 0) {
        contents.set(path, Buffer.concat(pieces.get(id)!));
        pieces.delete(id);
      } else if (onData) onData(path, data);
      else pieces.get(id)!.push(Buffer.from(data));
    }
    finish();
  }
  return { entries, contents };
}

/** No bit of Go's FileMode beyond permissions, set-user-ID, set-group-ID and sticky. */
function isFile(mode: number): boolean {
  return mode < 2 ** 31 && (mode & ~(0o777 | (2 ** 23) | (2 ** 22) | (2 ** 20))) === 0;
}

function packet(type: number, id = 0): Buffer {
  const writer = new WireWriter();
  writer.varint(0x08);
  writer.varint(type);
  writer.varint(0x18);
  writer.varint(id);
  return writer.finish();
}
