import { decodeName } from "../../file-name.ts";
import { frame } from "../../rpc/message-framer.ts";
import { WireReader } from "../../rpc/wire-reader.ts";
import { WireWriter } from "../../rpc/wire-writer.ts";
import type { TreeEntry } from "./tree-entry.ts";

/** The kinds of a packet by number (fsutil, types, "wire.proto"). */
export const packetTypes = { stat: 0, request: 1, data: 2, finish: 3, error: 4 } as const;

export interface Packet {
  readonly type: number;
  /** Of a packet of type stat; without one, it is the end of stats. */
  readonly entry: TreeEntry | undefined;
  readonly id: number;
  /** Of a file, or an error's text. A view of the message. */
  readonly data: Uint8Array;
}

export function readPacket(message: Uint8Array): Packet {
  const reader = new WireReader(message);
  let [type, id]: [number, number] = [packetTypes.stat, 0];
  let entry: TreeEntry | undefined;
  let data: Uint8Array = Buffer.alloc(0);
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 0x08) type = reader.varint();
    else if (tag === 0x12) entry = readEntry(reader.nested());
    else if (tag === 0x18) id = reader.varint();
    else if (tag === 0x22) data = reader.bytes();
    else reader.skip(tag & 7);
  }
  return { type, entry, id, data };
}

/** A packet with nothing but a number or a text, as a gRPC frame. */
export function packetFrame(
  type: number,
  { id = 0, data }: { readonly id?: number; readonly data?: Uint8Array },
): Buffer {
  const writer = new WireWriter();
  writer.varint(0x08);
  writer.varint(type);
  if (id !== 0) {
    writer.varint(0x18);
    writer.varint(id);
  }
  if (data) {
    writer.varint(0x22);
    writer.bytes(data);
  }
  return frame(writer.finish());
}

function readEntry(reader: WireReader): TreeEntry {
  let [path, target] = ["", ""];
  let [mode, uid, gid, size, major, minor] = [0, 0, 0, 0, 0, 0];
  let modifiedNs = 0n;
  const attributes = new Map<string, Uint8Array>();
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 0x0a) path = decodeName(reader.bytes());
    else if (tag === 0x10) mode = reader.varint();
    else if (tag === 0x18) uid = reader.varint();
    else if (tag === 0x20) gid = reader.varint();
    else if (tag === 0x28) size = reader.varint();
    else if (tag === 0x30) modifiedNs = reader.long();
    else if (tag === 0x3a) target = decodeName(reader.bytes());
    else if (tag === 0x40) major = reader.varint();
    else if (tag === 0x48) minor = reader.varint();
    else if (tag === 0x52) attributes.set(...readAttribute(reader.nested()));
    else reader.skip(tag & 7);
  }
  const device = major !== 0 || minor !== 0 ? { device: { major, minor } } : {};
  return { path, mode, uid, gid, size, modifiedNs, target, ...device, ...(attributes.size > 0 && { attributes }) };
}

function readAttribute(reader: WireReader): [name: string, value: Uint8Array] {
  let name = "";
  let value: Uint8Array = Buffer.alloc(0);
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 0x0a) name = decodeName(reader.bytes());
    else if (tag === 0x12) value = Buffer.from(reader.bytes());
    else reader.skip(tag & 7);
  }
  return [name, value];
}
