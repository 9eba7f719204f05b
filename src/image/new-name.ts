import { NerdError } from "../errors.ts";
import { familiarName, parseReference, type Reference } from "./reference.ts";

/**
 * The name that an image is to have from now on. Throws INVALID_VALUE for one with a digest, which says itself what it names, and for
 * `sha256:…`, which would be read as an ID.
 */
export function newName(text: string): Reference {
  const reference = parseReference(text);
  const { domain, path, digest } = reference;
  const short = familiarName(`${domain}/${path}`);
  if (digest !== undefined) {
    throw new NerdError("INVALID_VALUE", `a name with a digest is no tag: ${text}`, {
      hint: `leave out @${digest}: ${short}:TAG`,
      exitCode: 1,
    });
  }
  if (short !== "sha256") return reference;
  throw new NerdError("INVALID_VALUE", `a name that reads as an ID: ${text}`, {
    hint: "choose another name",
    exitCode: 1,
  });
}
