import { isNerdError, NerdError } from "../errors.ts";
import { countStreamed } from "../platform/young-garbage.ts";
import type { Descriptor } from "./descriptor.ts";
import { digestMismatch, hashFor } from "./digest.ts";
import { skipBytes } from "./http/body.ts";
import type { HttpResponse } from "./http/http-transport.ts";
import { PassingFailure, pause, waitBefore } from "./http/retry.ts";
import type { Registry } from "./registry.ts";

export interface BlobRequest {
  readonly repository: string;
  readonly descriptor: Descriptor;
  /** Bytes that the caller has from an earlier attempt; the digest is then the caller's to check. */
  readonly offset?: number;
  /** False where the caller looks at the digest itself; true where absent. */
  readonly isHashed?: boolean;
  /** A chunk need be good only until the next but one is asked for: then it may come in buffers that serve again. */
  readonly isBulk?: boolean;
  readonly signal: AbortSignal;
}

/** After so many bytes, a cut counts as the first one again. */
const progressBytes = 1024 * 1024;

/**
 * The bytes of a blob, as long as it takes: a cut is resumed where it happened. Throws DIGEST_MISMATCH, in the place of the end, where
 * they are not what the descriptor names, and as soon as there are too many.
 */
export async function* downloadBlob(registry: Registry, request: BlobRequest): AsyncGenerator<Uint8Array> {
  const { descriptor, offset = 0, isHashed = true, signal } = request;
  const hash = offset === 0 && isHashed ? hashFor(descriptor.digest) : undefined;
  let at = offset;
  let spent = 0;
  let progressAt = at;
  while (at < descriptor.size) {
    try {
      const response = await openBlob(registry, request, at);
      await requireSize(response, descriptor);
      for await (const chunk of from(response, at)) {
        at += chunk.length;
        if (at > descriptor.size) throw tooLong(descriptor, response);
        hash?.update(chunk);
        yield chunk;
        if (!response.sharesBuffers) countStreamed(chunk.length);
      }
      if (at < descriptor.size) throw new PassingFailure(cutShort(descriptor, at));
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      if (at - progressAt >= progressBytes) spent = 0;
      progressAt = at;
      spent += error.cost;
      const waitMs = waitBefore(spent, error.retryAfterMs, registry.retries);
      if (waitMs === undefined) throw error.error;
      await pause(waitMs, signal);
    }
  }
  const actual = hash && `${descriptor.digest.split(":")[0]}:${hash.digest("hex")}`;
  if (actual !== undefined && actual !== descriptor.digest) throw digestMismatch("a blob", descriptor.digest, actual);
}

/** Layers that may not be distributed are where their descriptor says, which gets no word of what the registry knows of us. */
async function openBlob(registry: Registry, request: BlobRequest, at: number): Promise<HttpResponse> {
  const { repository, descriptor, isBulk = false, signal } = request;
  const { digest, digest: what, urls = [] } = descriptor;
  const bulkBytes = isBulk ? descriptor.size - at : undefined;
  try {
    return await registry.openBlob({ repository, digest, offset: at, bulkBytes, signal });
  } catch (error) {
    const [path] = urls.filter((url) => /^https?:\/\//.test(url) && URL.canParse(url));
    if (path === undefined || !isNerdError(error, "UNKNOWN_IMAGE")) throw error;
    const headers: Record<string, string> = at > 0 ? { range: `bytes=${at}-` } : {};
    return await registry.send({ method: "GET", repository, path, needs: "pull", headers, bulkBytes, what, signal });
  }
}

/** A server that does not know ranges starts anew: what we have is read again and dropped. */
function from({ status, headers, body }: HttpResponse, offset: number): AsyncIterable<Uint8Array> {
  const start = status === 206 ? Number(/^bytes (\d+)-/.exec(headers["content-range"] ?? "")?.[1] ?? offset) : 0;
  return skipBytes(body, offset - start);
}

/** A server that says how much it has, and has more or less than that, need not be asked for it. */
async function requireSize({ status, headers, url, body }: HttpResponse, { digest, size }: Descriptor): Promise<void> {
  const said = status === 206 ? /\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1] : headers["content-length"];
  if (said === undefined || Number(said) === size || headers["content-encoding"] !== undefined) return;
  await body.return(undefined);
  throw new NerdError(
    "DIGEST_MISMATCH",
    `${new URL(url).host} has ${said} bytes for ${digest}, the manifest says ${size}`,
    {
      hint: "the image is broken, or the registry answers with something else",
    },
  );
}

function tooLong({ digest, size }: Descriptor, { url }: HttpResponse): NerdError {
  return new NerdError("DIGEST_MISMATCH", `${new URL(url).host} sends more than the ${size} bytes of ${digest}`, {
    hint: "the registry, or something on the way to it, changed the content; nothing of it was kept",
  });
}

function cutShort({ digest, size }: Descriptor, at: number): NerdError {
  return new NerdError("REGISTRY_FAILED", `the connection ends after ${at} of ${size} bytes of ${digest}`, {
    hint: "try again: what is here already is kept",
  });
}
