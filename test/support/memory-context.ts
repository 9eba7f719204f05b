import type { SessionMethod } from "../../src/buildkit/session/session-call.ts";
import { Codec } from "../../src/rpc/codec.ts";
import { RpcError } from "../../src/rpc/rpc-error.ts";

/** From tonistiigi/fsutil, types/wire.proto and stat.proto. */
const codec = new Codec({
  Packet: "type:1:enum STAT REQ DATA FIN ERR,stat:2:Stat,id:3:varint,data:4:bytes",
  Stat: "path:1:string,mode:2:varint,size:5:varint,modTime:6:varint",
});

interface Packet {
  readonly type: "STAT" | "REQ" | "DATA" | "FIN" | "ERR";
  readonly id: number;
  readonly data: Uint8Array;
}

const fileMode = 0o644;

/** A build context without a directory: flat files by their directory's name, sent whole whatever the ignore rules say. */
export function memoryContext(
  directories: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>,
): SessionMethod {
  return async ({ metadata, messages, send }) => {
    const name = metadata.get("dir-name")?.[0] ?? "";
    const files = directories[name];
    if (files === undefined) throw new RpcError("NOT_FOUND", `no such directory: ${name}`, { path: "" });
    const packet = async (value: object) => await send(codec.encode("Packet", value));
    const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [path, content] of entries) {
      await packet({ type: "STAT", stat: { path, mode: fileMode, size: Buffer.from(content).length, modTime: 1 } });
    }
    await packet({ type: "STAT" });
    for await (const message of messages) {
      const { type, id, data } = codec.decode("Packet", message) as Packet;
      if (type === "ERR") throw new Error(Buffer.from(data).toString());
      if (type === "FIN") return await packet({ type: "FIN" });
      if (type !== "REQ") continue;
      const bytes = Buffer.from(entries[id]![1]);
      if (bytes.length > 0) await packet({ type: "DATA", id, data: bytes });
      await packet({ type: "DATA", id });
    }
  };
}
