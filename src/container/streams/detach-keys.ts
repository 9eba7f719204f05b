import { NerdError } from "../../errors.ts";

export const defaultDetachKeys = "ctrl-p,ctrl-q";

const controls = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

/** Docker's notation, `ctrl-p,ctrl-q` or `a,b`, as the bytes that a terminal sends. */
export function parseDetachKeys(text: string): Buffer {
  const bytes = text.split(",").map((key) => {
    if (/^[\x20-\x7e]$/.test(key)) return key.charCodeAt(0);
    if (key === "DEL") return 127;
    const code = /^ctrl-.$/i.test(key) ? controls.indexOf(key.at(-1)!.toLowerCase()) : -1;
    if (code >= 0) return code;
    throw new NerdError("INVALID_VALUE", `invalid detach keys: ${text}`, { hint: "write keys such as ctrl-p,ctrl-q" });
  });
  return Buffer.from(bytes);
}

/** Looks for the keys in what is typed. What could still become them is held back, and given out once it cannot. */
export class DetachKeyFilter {
  readonly #keys: Buffer;
  #matched = 0;

  constructor(keys: Buffer) {
    this.#keys = keys;
  }

  /** The bytes to pass on; `detached` where the keys were complete, and what follows them is dropped. */
  push(chunk: Uint8Array): { bytes: Buffer; detached: boolean } {
    const out: number[] = [];
    for (const byte of chunk) {
      while (this.#matched > 0 && byte !== this.#keys[this.#matched]) out.push(...this.#giveBack());
      if (byte !== this.#keys[this.#matched]) out.push(byte);
      else if (++this.#matched === this.#keys.length) return { bytes: Buffer.from(out), detached: true };
    }
    return { bytes: Buffer.from(out), detached: false };
  }

  /** The shortest prefix whose loss leaves a prefix of the keys matched again. */
  #giveBack(): number[] {
    const held = this.#keys.subarray(0, this.#matched);
    let drop = 1;
    while (!held.subarray(drop).equals(this.#keys.subarray(0, held.length - drop))) drop++;
    this.#matched = held.length - drop;
    return [...held.subarray(0, drop)];
  }
}
