import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NerdError } from "../../../errors.ts";

// Half of what native/fields.c has room for.
const mostBytes = 128 * 1024;

/** Writes what the logger adds to each record to where it looks for it, beside the log. */
export function writeFields(logFile: string, parts: readonly Uint8Array[]): void {
  const bytes = Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));
  if (bytes.length > mostBytes) {
    throw new NerdError(
      "INVALID_VALUE",
      `labels and variables for each log record are too long: ${bytes.length} bytes`,
    );
  }
  writeFileSync(join(dirname(logFile), "log-fields"), bytes, { mode: 0o600 });
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}
