import { isNerdError } from "../errors.ts";
import type { Draft } from "../rpc/typed-method.ts";
import { type ContentInfo, type ContentStatus, type ContentWriteContentRequest, methods } from "./protocol.ts";
import { Service, type Waits } from "./service.ts";

export interface Ingest {
  /** Names the write until it is committed; a second writer of the same ref is refused with ENGINE_UNAVAILABLE. */
  readonly ref: string;
  /** Digest that the whole must have. */
  readonly expected: string;
  /** Bytes in all, where known. */
  readonly total?: number;
  /** Bytes that the ingest holds already; the source goes on from there. */
  readonly offset?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** One message a chunk of this size: larger ones cost memory, smaller ones round trips. */
const chunkBytes = 1 << 20;

/** Blobs by digest. */
export class Content extends Service {
  async info(digest: string, waits?: Waits): Promise<ContentInfo> {
    const { info } = await this.call(methods.content.info, { digest }, waits);
    return info!; // A reply without it would be an error.
  }

  async list(filters: readonly string[] = [], waits?: Waits): Promise<ContentInfo[]> {
    const found: ContentInfo[] = [];
    for await (const { info } of this.stream(methods.content.list, { filters }, waits)) found.push(...info);
    return found;
  }

  async *read(digest: string, { offset = 0, size = 0, ...waits }: Waits & { offset?: number; size?: number } = {}): AsyncIterable<Uint8Array> {
    for await (const { data } of this.stream(methods.content.read, { digest, offset, size }, waits)) yield data;
  }

  async bytes(digest: string, waits?: Waits): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.read(digest, waits)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Stores what `source` yields, whole or not at all; a blob that is there already counts as stored. */
  async write({ ref, expected, total = 0, offset = 0, labels = {} }: Ingest, source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, waits?: Waits): Promise<void> {
    async function* requests(): AsyncGenerator<Draft<ContentWriteContentRequest>> {
      let at = offset;
      // The first message opens the ingest, even where nothing follows.
      yield { action: "WRITE", ref, total, expected, offset: at };
      for await (const data of source) {
        for (let from = 0; from < data.length; from += chunkBytes) {
          const part = data.subarray(from, from + chunkBytes);
          yield { action: "WRITE", ref, total, expected, offset: at, data: part };
          at += part.length;
        }
      }
      yield { action: "COMMIT", ref, total: at, expected, offset: at, labels };
    }
    try {
      for await (const _reply of this.duplex(methods.content.write, requests(), waits));
    } catch (error) {
      if (!isNerdError(error, "ALREADY_EXISTS")) throw error;
    }
  }

  async update(digest: string, labels: Readonly<Record<string, string>>, waits?: Waits): Promise<void> {
    const updateMask = Object.keys(labels).map((key) => `labels.${key}`);
    await this.call(methods.content.update, { info: { digest, labels }, updateMask }, waits);
  }

  async delete(digest: string, waits?: Waits): Promise<void> {
    await this.call(methods.content.delete, { digest }, waits);
  }

  /** NOT_FOUND where no such write is under way or was left. */
  async status(ref: string, waits?: Waits): Promise<ContentStatus> {
    return (await this.call(methods.content.status, { ref }, waits)).status!;
  }

  async statuses(filters: readonly string[] = [], waits?: Waits): Promise<readonly ContentStatus[]> {
    return (await this.call(methods.content.listStatuses, { filters }, waits)).statuses;
  }

  async abort(ref: string, waits?: Waits): Promise<void> {
    await this.call(methods.content.abort, { ref }, waits);
  }
}
