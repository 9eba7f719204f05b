import { NerdError, unknownName } from "../../errors.ts";

/** How a container's output is kept, as the logger takes it. A further driver is a further member. */
export type LogConfig =
  | {
      readonly driver: "json-file";
      /** Bytes at which a file is full and a new one begins; never, where absent. */
      readonly maxSize?: number;
      /** Files that are kept, 1 where absent. */
      readonly maxFile?: number;
    }
  | { readonly driver: "none" };

const unitBytes: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/**
 * Reads `--log-driver` and `--log-opt`, with Docker's meaning: sizes are decimal (`10m` is 10,000,000). Throws
 * INVALID_VALUE, UNKNOWN_OPTION.
 */
export function parseLogConfig(driver: string, options: Readonly<Record<string, string>> = {}): LogConfig {
  if (driver === "none") return { driver };
  if (driver !== "json-file") throw new NerdError("UNSUPPORTED", `log driver not supported: ${driver}`);
  const known = ["max-size", "max-file"];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName("UNKNOWN_OPTION", unknown, known);
  const maxSize = options["max-size"] === undefined ? undefined : parseSize(options["max-size"]);
  const maxFile = options["max-file"] === undefined ? undefined : parseCount(options["max-file"]);
  return { driver, ...(maxSize && { maxSize }), ...(maxFile && { maxFile }) };
}

/** -1 is Docker's way to say that there is no limit. */
function parseSize(text: string): number {
  if (text === "-1") return 0;
  const [, count, unit] = /^(\d+(?:\.\d+)?) ?([kmgt]?)b?$/.exec(text.toLowerCase()) ?? [];
  const bytes = Math.floor(Number(count) * (unitBytes[unit ?? ""] ?? Number.NaN));
  if (!(bytes > 0)) throw new NerdError("INVALID_VALUE", `not a log size: ${text}`, { hint: "write 512k, 10m or 1g" });
  return bytes;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new NerdError("INVALID_VALUE", `not a number of log files: ${text}`, { hint: "1 or more" });
  }
  return Number(text);
}
