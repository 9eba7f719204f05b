import { BytePatterns } from "./byte-patterns.ts";
import { secretForms } from "./secret-forms.ts";

export const mask = "***";
const maskBytes = Buffer.from(mask);
const nothing = Buffer.alloc(0);

/** What to look for, of some secrets; undefined where there are none. */
export function secretPatterns(secrets: Iterable<string>): BytePatterns | undefined {
  const forms = new Set([...secrets].flatMap(secretForms));
  return forms.size === 0 ? undefined : new BytePatterns([...forms].map((form) => Buffer.from(form)));
}

/**
 * Replaces secrets in a stream of bytes, wherever its chunks are cut. Only a tail that could still become a secret is held back, so
 * that a prompt without a line break appears at once. What is found overlapping is one `***`.
 */
export class SecretMasker {
  readonly #patterns: () => BytePatterns | undefined;
  #held: Buffer = nothing;
  /** How much of what is held belongs to a secret that was shown as `***` already. */
  #covered = 0;

  /** `patterns` is asked at each write: more secrets may be known by then. */
  constructor(patterns: () => BytePatterns | undefined) {
    this.#patterns = patterns;
  }

  /** The part of what was written so far that is safe to show now; a view of `chunk` where nothing is in it. */
  write(chunk: Uint8Array): Buffer {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const text = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    return this.#show(text, this.#patterns()?.openTail(text) ?? text.length);
  }

  /** What was held back; the stream has ended, so it can no longer become a secret. */
  end(): Buffer {
    return this.#show(this.#held, this.#held.length);
  }

  #show(text: Buffer, tail: number): Buffer {
    const cuts: number[] = [];
    let maskedTo = this.#covered;
    let shownTo = this.#covered;
    let totalBytes = 0;
    this.#patterns()?.find(text, (start, end) => {
      if (start >= tail) return true;
      if (start >= maskedTo) {
        cuts.push(shownTo, start);
        totalBytes += start - shownTo + maskBytes.length;
      }
      maskedTo = Math.max(maskedTo, end);
      shownTo = maskedTo;
      return false;
    });
    this.#covered = Math.max(0, maskedTo - tail);
    // A copy: whoever wrote may use the memory again.
    this.#held = tail < text.length ? Buffer.from(text.subarray(tail)) : nothing;
    if (cuts.length === 0) return text.subarray(Math.min(shownTo, tail), tail);
    const shown = Buffer.allocUnsafe(totalBytes + Math.max(0, tail - shownTo));
    let at = 0;
    for (let i = 0; i < cuts.length; i += 2) {
      at += text.copy(shown, at, cuts[i], cuts[i + 1]);
      at += maskBytes.copy(shown, at);
    }
    if (shownTo < tail) text.copy(shown, at, shownTo, tail);
    return shown;
  }
}
