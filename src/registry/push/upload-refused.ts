import { NerdError } from "../../errors.ts";
import { readAll } from "../http/body.ts";
import type { HttpResponse } from "../http/http-transport.ts";
import { registryFailure } from "../http/registry-failure.ts";

const longestAnswerBytes = 64 * 1024;

/** A registry does not take what it was sent, in this way; it never leaves this room. */
export class UploadRefused extends Error {
  /** What the user gets where there is no other way. */
  readonly error: NerdError;
  /** Too many bytes in one request, for it or for a proxy before it. */
  readonly isTooLarge: boolean;

  /** It knows nothing of the upload: another of its servers may have begun it, or it was restarted. */
  readonly isForgotten: boolean;

  constructor(error: NerdError, status: number) {
    super(error.message, { cause: error });
    this.error = error;
    this.isTooLarge = status === 413;
    this.isForgotten = status === 404;
  }
}

/** Statuses after which another way may lead on: a new upload, or smaller pieces. */
export const refusals: readonly number[] = [400, 404, 413, 416];

/** Reads the answer to its end. */
export async function uploadRefused(response: HttpResponse, digest: string): Promise<UploadRefused> {
  const bytes = await readAll(response.body, longestAnswerBytes, () => new Error("too long")).catch(
    // Whatever else it says, the status is enough.
    () => new Uint8Array(),
  );
  const again = { ...response, body: once(bytes) };
  const failure = await registryFailure(again, { what: digest, needs: "push" });
  const error = failure instanceof NerdError ? failure : failure.error;
  const isOtherContent = new TextDecoder().decode(bytes).includes('"DIGEST_INVALID"');
  return new UploadRefused(isOtherContent ? otherContent(error, digest) : error, response.status);
}

function otherContent(error: NerdError, digest: string): NerdError {
  return new NerdError("DIGEST_MISMATCH", `the registry got other bytes than ${digest} names`, {
    hint: "the content here, or something on the way, is damaged: pull or build the image again",
    cause: error,
  });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
