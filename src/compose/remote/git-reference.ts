import { posix } from "node:path";
import { NerdError } from "../../errors.ts";

/** A place in a Git repository. */
export interface GitReference {
  /** As `git` takes it. */
  readonly url: string;
  /** Branch, tag or commit; the repository's own branch where absent. */
  readonly ref: string | undefined;
  /** A directory or file in it, without `..`; empty for the repository itself. */
  readonly path: string;
  /** Of the repository, or of the directory in it. */
  readonly name: string;
}

/**
 * `https://host/team/shop.git#ref:directory`, `ssh://…`, `git@host:team/shop.git` or `github.com/team/shop`, as docker compose and BuildKit have it. Throws
 * INVALID_VALUE.
 */
export function parseGitReference(text: string): GitReference {
  const [written = "", fragment = ""] = text.split(/#(.*)/s, 2);
  const url = written.startsWith("github.com/") ? `https://${written.replace(/(?:\.git)?$/, ".git")}` : written;
  if (/^https?:/.test(url) && !/\.git\/?$/.test(url)) {
    throw invalid(text, "a repository's URL over HTTP ends in .git");
  }
  const [ref = "", path = ""] = fragment.split(/:(.*)/s, 2);
  // Neither may be taken for a flag, or for more than one ref.
  if (!/^(?:[\w.][\w./@+-]*)?$/.test(ref) || ref.includes("..")) throw invalid(text, "write #branch, #tag or #commit");
  const inside = posix.normalize(path === "" ? "." : path).replace(/^\.$|\/$/, "");
  if (inside.startsWith("/") || inside === ".." || inside.startsWith("../")) {
    throw invalid(text, "what stands behind the colon is a path in the repository");
  }
  const repository = posix.basename(url.replace(/\/$/, ""), ".git").replace(/^.*:/, "");
  const directory = /\.ya?ml$/.test(inside) ? posix.dirname(inside).replace(/^\.$/, "") : inside;
  return { url, ref: ref || undefined, path: inside, name: directory === "" ? repository : posix.basename(directory) };
}

/** Without what lets its reader in. */
export function shownUrl(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, "//");
}

function invalid(text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `not a place in a Git repository: ${shownUrl(text)}`, { hint });
}
