import { isNerdError, NerdError } from "../errors.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { Draft } from "../rpc/typed-method.ts";
import { IngestFlow, inPieces } from "./ingest-flow.ts";
import { type ContentInfo, type ContentStatus, type ContentWriteContentRequest, methods } from "./protocol.ts";
import { Service, type Waits } from "./service.ts";

export interface Ingest {
  /** Names the write until it is committed; a second writer of the same ref is refused with ENGINE_UNAVAILABLE. */
  readonly ref: string;
  /** Digest that the whole must have; empty where only the end will tell. */
  readonly expected: string;
  /** Bytes in all, where known. */
  readonly total?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export type IngestSource =
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>
  | ((heldBytes: number) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>);

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

  async *read(
    digest: string,
    { offset = 0, size = 0, ...waits }: Waits & { offset?: number; size?: number } = {},
  ): AsyncIterable<Uint8Array> {
    for await (const { data } of this.stream(methods.content.read, { digest, offset, size }, waits)) yield data;
  }

  async bytes(digest: string, waits?: Waits): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.read(digest, waits)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /**
   * Stores what `source` yields, whole or not at all; a blob that is there already counts as stored, and is held by the lease. The
   * source is asked for only once the ingest is this call's own, so that nothing is fetched in vain: a function gets the number of bytes
   * that an interrupted write left, and goes on from there.
   */
  async write(
    { ref, expected, total = 0, labels = {} }: Ingest,
    source: IngestSource,
    waits?: Waits,
  ): Promise<"stored" | "present"> {
    const flow = new IngestFlow();
    async function* requests(): AsyncGenerator<Draft<ContentWriteContentRequest>> {
      yield { action: "STAT", ref, total, expected };
      const heldBytes = await flow.opened();
      if (heldBytes === undefined) return;
      // A write at 0 discards what an earlier one left.
      let at = typeof source === "function" ? heldBytes : 0;
      flow.take(at);
      let last: Uint8Array | undefined;
      for await (const data of inPieces(typeof source === "function" ? source(heldBytes) : source)) {
        if (last !== undefined) {
          if (!(await flow.admits(at))) return;
          yield { action: "WRITE", ref, total, expected, offset: at, data: last };
          at += last.length;
        }
        last = data;
      }
      if (!(await flow.admits(at))) return;
      // With the last bytes: for most blobs these are all of them, and so one message.
      const whole = at + (last?.length ?? 0);
      yield { action: "COMMIT", ref, total: whole, expected, offset: at, labels, ...(last && { data: last }) };
    }
    try {
      for await (const { offset } of this.duplex(methods.content.write, requests(), waits)) flow.take(offset);
      return "stored";
    } catch (error) {
      if (!isNerdError(error, "ALREADY_EXISTS")) throw error;
      return "present";
    } finally {
      flow.end();
    }
  }

  /**
   * Keeps a write to ourselves for as long as `fill` takes, which gets the number of bytes that an interrupted one left: for whoever
   * writes into its file without the engine. Resolves when the engine has let go of it; where that happens too early, the signal tells `fill`.
   */
  async hold(
    { ref, expected, total = 0 }: Ingest,
    fill: (heldBytes: number, signal: AbortSignal) => Promise<void>,
    waits?: Waits,
  ): Promise<"filled" | "present"> {
    const flow = new IngestFlow();
    const lost = new AbortController();
    let failure: { readonly error: unknown } | undefined;
    async function* requests(): AsyncGenerator<Draft<ContentWriteContentRequest>> {
      yield { action: "STAT", ref, total, expected };
      const heldBytes = await flow.opened();
      if (heldBytes === undefined) return;
      await fill(heldBytes, lost.signal).catch((error) => {
        failure = { error };
      });
    }
    try {
      for await (const { offset } of this.duplex(methods.content.write, requests(), waits)) flow.take(offset);
    } catch (error) {
      lost.abort(error);
      if (!isNerdError(error, "ALREADY_EXISTS")) throw failure?.error ?? error;
      return "present";
    } finally {
      flow.end();
    }
    if (failure !== undefined) throw failure.error;
    return "filled";
  }

  /**
   * Records a blob that the store has by its digest already, for another namespace or for none, in one message; `unseen` where it does not
   * have it, or not of that size.
   */
  async adopt(
    { ref, expected, total, labels = {} }: Ingest & { readonly total: number },
    waits?: Waits,
  ): Promise<"stored" | "present" | "unseen"> {
    const request = { action: "COMMIT", ref, total, expected, offset: total, labels } as const;
    try {
      // containerd answers a commit twice, for which a call with one answer would wait for ever in grpc-js.
      for await (const _ of this.stream(methods.content.write, request, waits));
      return "stored";
    } catch (error) {
      if (isNerdError(error, "ALREADY_EXISTS")) return "present";
      // A write that begins at 0 is not at the offset where this one would end.
      if (isNerdError(error) && error.cause instanceof RpcError && error.cause.status === "OUT_OF_RANGE")
        return "unseen";
      throw error;
    }
  }

  /** Makes a blob of what a write has by now; gives its digest. DIGEST_MISMATCH where that is not the expected one. */
  async commit({ ref, expected, total = 0, labels = {} }: Ingest, waits?: Waits): Promise<string> {
    const flow = new IngestFlow();
    let digest = expected;
    async function* requests(): AsyncGenerator<Draft<ContentWriteContentRequest>> {
      yield { action: "STAT", ref, total, expected };
      const at = await flow.opened();
      if (at === undefined || (expected !== "" && digest !== expected)) return;
      yield { action: "COMMIT", ref, total: at, expected, offset: at, labels };
    }
    try {
      for await (const reply of this.duplex(methods.content.write, requests(), waits)) {
        digest = reply.digest || digest;
        flow.take(reply.offset);
      }
    } catch (error) {
      if (!isNerdError(error, "ALREADY_EXISTS")) throw error;
    } finally {
      flow.end();
    }
    if (expected === "" || digest === expected) return digest;
    throw new NerdError("DIGEST_MISMATCH", `a blob is not what its digest says: expected ${expected}, got ${digest}`);
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
