import { Script } from "node:vm";
import { codePlace, keepCode, readOwn } from "../code-place.ts";
import type { KeptParts } from "../parts-on-demand.ts";
import type { ScriptParts } from "../script-parts.ts";

/** Bytes of the head: the sum of what follows, and the length of the text in it. */
const headBytes = 8;

/**
 * The parts that an earlier process used as one text, and what V8 compiled of that. The first process keeps the text, the second, which runs it
 * as a whole, the code.
 */
export function keptByDeno(file: string, parts: ScriptParts): KeptParts {
  const place = codePlace(file, `v8-${process.versions.v8}`);
  const kept = place === undefined ? undefined : unpacked(readOwn(place));
  const script = kept && compiled(file, kept);
  if (script === undefined || kept === undefined) {
    const run = new Script(parts.withParts([]), { filename: file }).runInThisContext();
    return place === undefined ? { run } : { run, keep: () => keepCode(place, packed(parts.withParts(parts.used))) };
  }
  const run = script.runInThisContext();
  if (place === undefined || (kept.code.length > 0 && !script.cachedDataRejected)) return { run };
  return { run, keep: () => keepCode(place, packed(kept.text, script.createCachedData())) };
}

interface Kept {
  readonly text: string;
  /** Empty where only the text was kept. */
  readonly code: Buffer;
}

/** Undefined where the text is broken. */
function compiled(file: string, { text, code }: Kept): Script | undefined {
  try {
    return new Script(text, { filename: file, ...(code.length > 0 && { cachedData: code }) });
  } catch {
    return undefined;
  }
}

function packed(text: string, code: Uint8Array = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(headBytes), Buffer.from(text, "latin1"), code]);
  bytes.writeUInt32LE(text.length, 4);
  bytes.writeUInt32LE(sumOf(bytes), 0);
  return bytes;
}

function unpacked(bytes: Buffer | undefined): Kept | undefined {
  if (bytes === undefined || bytes.length <= headBytes || bytes.readUInt32LE(0) !== sumOf(bytes)) return undefined;
  const codeStart = headBytes + bytes.readUInt32LE(4);
  return { text: bytes.toString("latin1", headBytes, codeStart), code: bytes.subarray(codeStart) };
}

/**
 * V8 ends the process where code is damaged. What a crash of the machine leaves is short, or has blocks of zeros: a word of each 64 bytes tells,
 * and takes a tenth of a millisecond.
 */
function sumOf(bytes: Buffer): number {
  let sum = bytes.length;
  for (let at = 4; at + 4 <= bytes.length; at += 64) sum = Math.imul(sum ^ bytes.readUInt32LE(at), 16_777_619);
  return sum >>> 0;
}
