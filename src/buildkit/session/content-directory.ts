import { createReadStream } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { RpcError, type RpcStatus } from "../../rpc/rpc-error.ts";
import { errno } from "../../store/atomic-file.ts";
import { codec } from "../codec.ts";
import { type ContentInfo, type ContentReadContentRequest, methods } from "../protocol.ts";
import { blobFile } from "./blob-file.ts";
import type { ContentStore } from "./content.ts";
import { writeBlob } from "./content-write.ts";
import type { SessionCall } from "./session-call.ts";
import { unaryMethod } from "./unary-method.ts";

/** As containerd cuts what it sends. */
const pieceBytes = 1 << 20;

/**
 * A directory of blobs as the store, in the form of an OCI layout: caches of type `local`, and layouts that are a context. It keeps no
 * labels; a write that is given up leaves nothing.
 */
export function contentDirectory(directory: string): ContentStore {
  const fail = (status: RpcStatus, message: string, path: string) => new RpcError(status, message, { path });
  const serve = new Map([
    unaryMethod(methods.content.info, async ({ digest }) => ({ info: await blobInfo(directory, digest) })),
    unaryMethod(methods.content.update, async ({ info }) => ({ info: await blobInfo(directory, info?.digest ?? "") })),
    unaryMethod(methods.content.list, async () => ({ info: await allBlobs(directory) })),
    unaryMethod(methods.content.delete, async ({ digest }) => {
      await blobInfo(directory, digest);
      await rm(blobFile(directory, digest), { force: true });
      return {};
    }),
    unaryMethod(methods.content.status, async ({ ref }) => {
      throw fail("NOT_FOUND", `no such write: ${ref}`, methods.content.status.path);
    }),
    unaryMethod(methods.content.listStatuses, async () => ({ statuses: [] })),
    unaryMethod(methods.content.abort, async ({ ref }) => {
      throw fail("NOT_FOUND", `no such write: ${ref}`, methods.content.abort.path);
    }),
    [methods.content.read.path, async (call: SessionCall) => await readBlob(directory, call)] as const,
    [methods.content.write.path, async (call: SessionCall) => await writeBlob(directory, call)] as const,
  ]);
  return async (path, call) => {
    const method = serve.get(path);
    if (method === undefined) throw fail("UNIMPLEMENTED", `not served: ${path}`, path);
    await method(call);
  };
}

async function blobInfo(directory: string, digest: string): Promise<ContentInfo> {
  try {
    const { size, mtime } = await stat(blobFile(directory, digest));
    return { digest, size, createdAt: mtime.toISOString(), updatedAt: mtime.toISOString(), labels: {} };
  } catch (error) {
    if (errno(error) !== "ENOENT") throw error;
    throw new RpcError("NOT_FOUND", `content ${digest}: not found`, { path: methods.content.info.path });
  }
}

async function allBlobs(directory: string): Promise<ContentInfo[]> {
  const found = await readdir(join(directory, "blobs"), { recursive: true }).catch(() => []); // None yet.
  const digests = found.flatMap((name) => (/^sha\d+\/[0-9a-f]+$/.test(name) ? [name.replace("/", ":")] : []));
  return await Promise.all(digests.map((digest) => blobInfo(directory, digest)));
}

async function readBlob(directory: string, { messages, send }: SessionCall): Promise<void> {
  const { request, response } = methods.content.read;
  for await (const message of messages) {
    const { digest, offset, size } = codec.decode(request, message) as ContentReadContentRequest;
    const info = await blobInfo(directory, digest);
    const end = size > 0 ? Math.min(info.size, offset + size) : info.size;
    if (offset >= end) return;
    let at = offset;
    const pieces = createReadStream(blobFile(directory, digest), {
      start: offset,
      end: end - 1,
      highWaterMark: pieceBytes,
    });
    for await (const data of pieces) {
      await send(codec.encode(response, { offset: at, data: data as Buffer }));
      at += (data as Buffer).length;
    }
    return;
  }
}
