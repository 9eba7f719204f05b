import { Script } from "node:vm";
import { codePlace, keepCode, readKept } from "../code-place.ts";
import type { KeptParts } from "../parts-on-demand.ts";
import type { ScriptParts } from "../script-parts.ts";

/** Of the length of the text. */
const headBytes = 4;

/**
 * The parts that an earlier process used as one text, and what V8 compiled of that. The first process keeps the text, the second, which runs it
 * as a whole, the code.
 */
export function keptByDeno(file: string, parts: ScriptParts): KeptParts {
  const place = codePlace(file, `v8-${process.versions.v8}`);
  const kept = place === undefined ? undefined : unpacked(readKept(place));
  const script = kept && compiled(file, kept);
  if (script === undefined || kept === undefined) {
    const run = new Script(parts.withParts([]), { filename: file }).runInThisContext();
    return place === undefined ? { run } : { run, keep: () => keepCode(place, ...packed(parts.withParts(parts.used))) };
  }
  const run = script.runInThisContext();
  if (place === undefined || (kept.code.length > 0 && !script.cachedDataRejected)) return { run };
  return { run, keep: () => keepCode(place, ...packed(kept.text, script.createCachedData())) };
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

function packed(text: string, code: Uint8Array = Buffer.alloc(0)): readonly Uint8Array[] {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(text.length);
  return [head, Buffer.from(text, "latin1"), code];
}

function unpacked(bytes: Buffer | undefined): Kept | undefined {
  if (bytes === undefined) return undefined;
  const codeStart = headBytes + bytes.readUInt32LE(0);
  return { text: bytes.toString("latin1", headBytes, codeStart), code: bytes.subarray(codeStart) };
}
