import { getSystemErrorName } from "node:util";
import { NerdError } from "../../errors.ts";
import { askDeputy } from "./ask.ts";

/** What the kernel answers where a file system has no attributes, or keeps this one from us. */
const unreadable = ["EOPNOTSUPP", "ENODATA", "ENOENT", "EPERM", "EACCES"];
const unwritable = ["EOPNOTSUPP", "EPERM"];

/** The overlay's own notes, which mean something in its layers only. */
const overlays = /^(trusted|user)\.overlay\./;

/** Extended attributes of a file or a directory, a link itself not followed; none where there is no deputy to ask. */
export async function readAttributes(path: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const listed = await askDeputy({ operation: "listAttributes", texts: [path] });
  const names = listed === undefined || isRefused(listed.result, unreadable, path) ? [] : textsOf(listed.first);
  const attributes = new Map<string, Uint8Array>();
  for (const name of names.filter((name) => !overlays.test(name))) {
    const read = await askDeputy({ operation: "readAttribute", texts: [path, name] });
    if (read !== undefined && !isRefused(read.result, unreadable, path)) attributes.set(name, Buffer.from(read.first));
  }
  return attributes;
}

/** After the owner was set, whose change takes capabilities away. */
export async function writeAttributes(
  path: string,
  { attributes }: { readonly attributes?: ReadonlyMap<string, Uint8Array> },
): Promise<void> {
  for (const [name, value] of attributes ?? []) {
    const written = await askDeputy({ operation: "writeAttribute", texts: [path, name, value] });
    if (written !== undefined) isRefused(written.result, unwritable, path);
  }
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
