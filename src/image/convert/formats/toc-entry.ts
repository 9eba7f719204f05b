import { NerdError } from "../../../errors.ts";
import { tarNumber, tarText } from "../../archive/tar-header.ts";
import { attributePrefix } from "../../archive/tar-writer.ts";
import type { LayerEntry } from "./layer-entries.ts";

/** An entry of `stargz.index.json` (eStargz, "TOCEntry"), but for where its content is. */
export interface TocEntry {
  readonly name: string;
  readonly type: "dir" | "reg" | "symlink" | "hardlink" | "char" | "block" | "fifo";
  readonly size?: number;
  readonly modtime?: string;
  readonly linkName?: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly userName?: string;
  readonly groupName?: string;
  readonly devMajor?: number;
  readonly devMinor?: number;
  /** Values are base64. */
  readonly xattrs?: Readonly<Record<string, string>>;
}

const types: Readonly<Record<string, TocEntry["type"]>> = {
  "0": "reg",
  "\0": "reg",
  "7": "reg",
  "1": "hardlink",
  "2": "symlink",
  "3": "char",
  "4": "block",
  "5": "dir",
  "6": "fifo",
};

/** What a table of contents says of an entry; throws UNSUPPORTED for those that it cannot say anything of. */
export function tocEntry(entry: LayerEntry): TocEntry {
  const { block, flag, name, target, records, size } = entry;
  const type = types[flag];
  if (type === undefined || [...records.keys()].some((key) => key.startsWith("GNU.sparse."))) throw noPlace(name);
  const text = (key: string, at: number) => records.get(key)?.toString() ?? tarText(block, at, 32);
  const number = (key: string, at: number) => Number(records.get(key)?.toString() ?? tarNumber(block, at, 8));
  const [userName, groupName] = [text("uname", 265), text("gname", 297)];
  const modtime = rfc3339(records.get("mtime")?.toString() ?? secondsIn(block));
  const xattrs = xattrsIn(records);
  return {
    name,
    type,
    ...(type === "reg" && size > 0 && { size }),
    ...(modtime !== undefined && { modtime }),
    ...((type === "symlink" || type === "hardlink") && { linkName: target }),
    mode: tarNumber(block, 100, 8),
    uid: number("uid", 108),
    gid: number("gid", 116),
    ...(userName !== "" && { userName }),
    ...(groupName !== "" && { groupName }),
    ...((type === "char" || type === "block") && {
      devMajor: tarNumber(block, 329, 8),
      devMinor: tarNumber(block, 337, 8),
    }),
    ...(xattrs !== undefined && { xattrs }),
  };
}

function xattrsIn(records: ReadonlyMap<string, Buffer>): Record<string, string> | undefined {
  const found = [...records]
    .filter(([key]) => key.startsWith(attributePrefix))
    .map(([key, value]) => [key.slice(attributePrefix.length), value.toString("base64")] as const);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The header's seconds since 1970; before it, where the number is negative in base 256. */
function secondsIn(block: Buffer): string {
  if ((block[136]! & 0x80) === 0) return String(tarNumber(block, 136, 12));
  return String(BigInt.asIntN(64, block.readBigUInt64BE(140)));
}

/** `1700000000.25` as `2023-11-14T22:13:20.25Z`; nothing for 1970, which stands for unknown. */
function rfc3339(seconds: string): string | undefined {
  const [, sign = "", whole = "0", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(seconds) ?? [];
  const nanoseconds = BigInt(whole) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  const at = sign === "-" ? -nanoseconds : nanoseconds;
  const part = ((at % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const date = new Date(Number((at - part) / 1_000_000n));
  if (at === 0n || Number.isNaN(date.getTime())) return undefined;
  const decimals = part === 0n ? "" : `.${String(part).padStart(9, "0").replace(/0+$/, "")}`;
  return date.toISOString().replace(".000Z", `${decimals}Z`);
}

function noPlace(name: string): NerdError {
  return new NerdError("UNSUPPORTED", `a table of contents has no place for what this entry of a layer is: ${name}`, {
    hint: "convert to another format, such as --zstd, which keeps every entry as it is",
  });
}
