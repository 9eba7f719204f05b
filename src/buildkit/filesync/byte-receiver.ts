import { randomBytes } from "node:crypto";
import { closeSync, lstatSync, openSync, realpathSync, renameSync, statSync, unlinkSync, writeSync } from "node:fs";
import { WireReader } from "../../rpc/wire-reader.ts";
import type { SessionCall } from "../session/session-call.ts";

/** The bytes of an archive, as BuildKit sends them; rejects where it gives up before their end. */
export async function* receivedBytes(call: SessionCall): AsyncGenerator<Uint8Array> {
  for await (const message of call.messages) {
    const reader = new WireReader(message);
    while (!reader.done) {
      const tag = reader.varint();
      if (tag === 0x0a) yield reader.bytes();
      else reader.skip(tag & 7);
    }
  }
  call.signal.throwIfAborted();
}

/** Into a file that is there under its name only when it is whole; into what is no regular file, such as a FIFO, as they come. */
export async function receiveFile(call: SessionCall, path: string): Promise<void> {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing && !existing.isFile()) return await writeBytes(call, path, "w");
  const place = existing ? realpathSync(path) : path; // Where a link leads: it stays one.
  const temporary = `${place}.${randomBytes(6).toString("hex")}`;
  try {
    await writeBytes(call, temporary, "wx");
    renameSync(temporary, place);
  } catch (error) {
    if (lstatSync(temporary, { throwIfNoEntry: false })) unlinkSync(temporary);
    throw error;
  }
}

async function writeBytes(call: SessionCall, path: string, flags: "w" | "wx"): Promise<void> {
  const descriptor = openSync(path, flags);
  try {
    for await (const bytes of receivedBytes(call)) {
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    }
  } finally {
    closeSync(descriptor);
  }
}
