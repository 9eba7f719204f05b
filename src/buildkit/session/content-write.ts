import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RpcError, type RpcStatus } from "../../rpc/rpc-error.ts";
import { codec } from "../codec.ts";
import { type ContentWriteContentRequest, methods } from "../protocol.ts";
import { blobFile } from "./blob-file.ts";
import type { SessionCall } from "./session-call.ts";

const { path, request, response } = methods.content.write;

/** One write into a directory of blobs: whole and under its digest, or not at all. */
export async function writeBlob(directory: string, { messages, send }: SessionCall): Promise<void> {
  const startedAt = new Date().toISOString();
  const temporary = join(directory, "ingest", randomBytes(16).toString("hex"));
  await mkdir(dirname(temporary), { recursive: true });
  const file = await open(temporary, "wx");
  try {
    const write = new BlobWrite(file);
    for await (const message of messages) {
      const { action, total, expected, offset, data } = codec.decode(request, message) as ContentWriteContentRequest;
      if (expected !== "" && existsSync(blobFile(directory, expected)))
        throw fail("ALREADY_EXISTS", `content ${expected}: already exists`);
      if (action !== "STAT") await write.append(offset, data);
      if (action === "COMMIT") {
        write.check(total, expected);
        await file.datasync();
        const target = blobFile(directory, write.digest);
        await mkdir(dirname(target), { recursive: true });
        await rename(temporary, target);
      }
      const { at, digest } = write;
      const answer = { action, offset: at, total, startedAt, updatedAt: new Date().toISOString() };
      await send(codec.encode(response, action === "WRITE" ? answer : { ...answer, digest }));
    }
  } finally {
    await file.close();
    await rm(temporary, { force: true });
  }
}

class BlobWrite {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  at = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Of what has been written so far. */
  get digest(): string {
    return `sha256:${this.#hash.copy().digest("hex")}`;
  }

  async append(offset: number, data: Uint8Array): Promise<void> {
    if (data.length === 0) return;
    if (offset !== this.at) throw fail("OUT_OF_RANGE", `the write is at ${this.at}, not at ${offset}`);
    this.#hash.update(data);
    await this.#file.writeFile(data);
    this.at += data.length;
  }

  check(total: number, expected: string): void {
    if (total > 0 && total !== this.at) throw fail("FAILED_PRECONDITION", `unexpected size ${this.at}, not ${total}`);
    if (expected !== "" && expected !== this.digest)
      throw fail("FAILED_PRECONDITION", `unexpected digest ${this.digest}, not ${expected}`);
  }
}

function fail(status: RpcStatus, message: string): RpcError {
  return new RpcError(status, message, { path });
}
