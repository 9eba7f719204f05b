import { NerdError } from "../../../errors.ts";
import { attributeOptions, attributesOf, checkAttributes } from "./attributes.ts";
import type { LogDriver, LogOpts } from "./driver.ts";
import { checkTag, tagOf } from "./tag.ts";

// native/json-file.c has no room for more.
const longestAttributes = 24 * 1024;
const unitBytes: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

const compress = "the logger does not compress what it rotates away";

/** A file of Docker's form beside the container's record, which `logs` reads. */
export const jsonFile: LogDriver = {
  native: "json-file",
  options: ["max-size", "max-file", "compress", "tag", ...attributeOptions],
  refused: { "log-path": "the log lies beside the container's record, where logs finds it" },
  words: (options) => {
    checkTag(options["tag"]);
    checkAttributes(options);
    if (!["", "false", "0"].includes(options["compress"] ?? "")) {
      throw new NerdError("UNSUPPORTED", `log opt compress=${options["compress"]} cannot be served: ${compress}`);
    }
    return rotationWords(options);
  },
  fields: async (options, subject) => {
    const { tag } = options;
    const attributes = { ...attributesOf(options, subject), ...(tag && { tag: tagOf(tag, subject) }) };
    if (Object.keys(attributes).length === 0) return [];
    const text = Buffer.from(`"attrs":${JSON.stringify(attributes)},`);
    if (text.length <= longestAttributes) return [text];
    throw new NerdError("INVALID_VALUE", `labels and variables for each log record are too long: ${text.length} bytes`);
  },
};

/** Docker's `local`: kept here and bounded. Its file format is Docker's own affair; this one reads as json-file. */
export const local: LogDriver = {
  native: "json-file",
  options: ["max-size", "max-file", "compress"],
  words: (options) => jsonFile.words({ ...options, ...localDefaults(options) }),
};

/** What `local` means in terms of json-file, as Docker keeps it by default. */
export function localDefaults(options: LogOpts): LogOpts {
  return { ...options, "max-size": options["max-size"] ?? "20m", "max-file": options["max-file"] ?? "5" };
}

function rotationWords({ "max-size": size, "max-file": files }: LogOpts): string[] {
  const bytes = size === undefined ? 0 : parseSize(size);
  const count = files === undefined ? 1 : parseCount(files);
  return [...(bytes ? [`max-size=${bytes}`] : []), ...(files === undefined ? [] : [`max-file=${count}`])];
}

/** Decimal, as Docker has it: `10m` is 10,000,000. -1 is its way to say that there is no limit. */
function parseSize(text: string): number {
  if (text === "-1") return 0;
  const [, count, unit] = /^(\d+(?:\.\d+)?) ?([kmgt]?)b?$/.exec(text.toLowerCase()) ?? [];
  const bytes = Math.floor(Number(count) * (unitBytes[unit ?? ""] ?? Number.NaN));
  if (!(bytes > 0)) throw new NerdError("INVALID_VALUE", `not a log size: ${text}`, { hint: "write 512k, 10m or 1g" });
  return bytes;
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new NerdError("INVALID_VALUE", `max-file cannot be less than 1: ${text}`, { hint: "a whole number" });
}
