import { getSystemErrorName } from "node:util";
import { NerdError } from "../../errors.ts";
import { encodeName } from "../../file-name.ts";
import { askDeputy } from "./ask.ts";

/** What the kernel answers where a file system has no attributes, or keeps this one from us. */
const unreadable = ["EOPNOTSUPP", "ENODATA", "ENOENT", "EPERM", "EACCES"];
const unwritable = ["EOPNOTSUPP", "EPERM"];

const second = 1_000_000_000n;

/** The overlay's own notes, which mean something in its layers only. */
const overlays = /^(trusted|user)\.overlay\./;

/** Extended attributes of a file or a directory, a link itself not followed; none where there is no deputy to ask. */
export async function readAttributes(name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const path = encodeName(name);
  const listed = await askDeputy({ operation: "listAttributes", texts: [path] });
  const names = listed === undefined || isRefused(listed.result, unreadable, name) ? [] : textsOf(listed.first);
  const attributes = new Map<string, Uint8Array>();
  for (const key of names.filter((key) => !overlays.test(key))) {
    const read = await askDeputy({ operation: "readAttribute", texts: [path, key] });
    if (read !== undefined && !isRefused(read.result, unreadable, name)) attributes.set(key, Buffer.from(read.first));
  }
  return attributes;
}

/** After the owner was set, whose change takes capabilities away. */
export async function writeAttributes(
  path: string,
  { attributes }: { readonly attributes?: ReadonlyMap<string, Uint8Array> },
): Promise<void> {
  for (const [name, value] of attributes ?? []) {
    const written = await askDeputy({ operation: "writeAttribute", texts: [encodeName(path), name, value] });
    if (written !== undefined) isRefused(written.result, unwritable, path);
  }
}

/** Of a file or a link itself, exact to the nanosecond; false where there is no deputy to ask. */
export async function setTime(path: string, nanoseconds: bigint): Promise<boolean> {
  const rest = ((nanoseconds % second) + second) % second;
  const seconds = (nanoseconds - rest) / second;
  const times = Buffer.from(BigInt64Array.of(seconds, rest, seconds, rest).buffer);
  const set = await askDeputy({ operation: "setTime", texts: [encodeName(path), times] });
  if (set === undefined) return false;
  if (set.result < 0)
    throw new NerdError("RUNTIME_FAILED", `cannot set the time of a file: ${getSystemErrorName(set.result)}, ${path}`);
  return true;
}

/** Of what a deputy answers, a negative errno. Throws what is not expected. */
function isRefused(result: number, expected: readonly string[], path: string): boolean {
  if (result >= 0) return false;
  const name = getSystemErrorName(result);
  if (expected.includes(name)) return true;
  throw new NerdError("RUNTIME_FAILED", `cannot copy the attributes of a file: ${name}, ${path}`);
}

function textsOf(list: Buffer): string[] {
  return list.toString("utf8").split("\0").filter(Boolean);
}
