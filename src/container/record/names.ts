import { randomBytes } from "node:crypto";
import { NerdError } from "../../errors.ts";

/**
 * 64 hexadecimal digits; tables show twelve, which are the host name, too: never twelve decimal ones, as resolvers read a number as an
 * address.
 */
export function newId(random: (size: number) => Buffer = randomBytes): string {
  for (;;) {
    const id = random(32).toString("hex");
    if (!/^\d+$/.test(shortId(id))) return id;
  }
}

export function shortId(id: string): string {
  return id.slice(0, 12);
}

/** nerdctl's form: the image's last path element and, unless told otherwise, five digits of the id, `alpine-0ab12`. */
export function generatedName(familiarImage: string, id: string, digits = 5): string {
  const last = familiarImage.split("/").at(-1)!;
  const base = last.replace(/[@:].*$/, "").replace(/[^a-zA-Z0-9_.-]/g, "");
  return `${base || "untitled"}-${id.slice(0, digits)}`;
}

/** Of a host name (RFC 1035, section 2.3.4); a file's may have two more. */
const longestName = 253;

/** Docker's and nerdctl's rule, which volumes and networks share; and what a resolver and a file system hold. */
export function checkName(name: string): string {
  if (name.length > longestName) {
    const shown = `${name.slice(0, 20)}…`;
    throw new NerdError("INVALID_VALUE", `a name has at most ${longestName} letters, and ${name.length} has: ${shown}`);
  }
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return name;
  throw new NerdError("INVALID_VALUE", `invalid name, which must match pattern [a-zA-Z0-9][a-zA-Z0-9_.-]+: ${name}`);
}
