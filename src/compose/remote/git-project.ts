import { createHash } from "node:crypto";
import { existsSync, realpathSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { composeFileNames } from "../load/discovery.ts";
import type { BroughtFile } from "../load/remote-file.ts";
import { type GitContext, git } from "./git-program.ts";
import { type GitReference, parseGitReference, shownUrl } from "./git-reference.ts";
import { filledDirectory, remoteDirectory } from "./remote-cache.ts";

/** A compose file of a repository, with all that the commit has. What has been fetched once is fetched no more. Throws as `git` does, and COMPOSE_NOT_FOUND. */
export async function gitProject(context: GitContext & Pick<Context, "settings">, text: string): Promise<BroughtFile> {
  const reference = parseGitReference(text);
  const commit = await commitOf(context, reference);
  const repository = createHash("sha256").update(shownUrl(reference.url)).digest("hex").slice(0, 16);
  const directory = await filledDirectory(remoteDirectory(context, "git", repository, commit), async (draft) => {
    await git(context, ["-C", draft, "init", "--quiet"]);
    const fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules"];
    await git(context, ["-C", draft, ...fetch, "--", reference.url, reference.ref ?? "HEAD"]);
    // By its commit: what a name stands for may have changed since it was asked.
    await git(context, ["-C", draft, "checkout", "--quiet", commit, "--"]);
    await rm(join(draft, ".git"), { recursive: true });
  });
  return { file: composeFileIn(directory, reference), name: reference.name };
}

/** Asked each time, unless it is said. */
async function commitOf(context: GitContext, { url, ref }: GitReference): Promise<string> {
  if (ref !== undefined && /^[0-9a-f]{40}$/.test(ref)) return ref;
  const said = await git(context, ["ls-remote", "--", url, ref ?? "HEAD", ...(ref ? [`${ref}^{}`] : [])]);
  const lines = said.split("\n").map((line) => line.split("\t") as [commit: string, name?: string]);
  const named = (name: string) => lines.find(([, one]) => one === name)?.[0];
  // A tag that is an object of its own stands before its commit; of a branch and a tag git itself takes the tag.
  const wanted = ref === undefined ? ["HEAD"] : [`refs/tags/${ref}^{}`, `refs/tags/${ref}`, `refs/heads/${ref}`, ref];
  const commit = wanted.map(named).find((one) => one !== undefined);
  if (commit !== undefined) return commit;
  throw new NerdError("COMPOSE_NOT_FOUND", `no such branch or tag: ${ref ?? "HEAD"} of ${shownUrl(url)}`, {
    hint: "a commit is written with all of its 40 digits",
  });
}

function composeFileIn(directory: string, { path, url }: GitReference): string {
  const place = join(directory, path);
  const files = isDirectory(place) ? composeFileNames.map((name) => join(place, name)) : [place];
  const file = files.find((one) => existsSync(one));
  // A link in the repository may lead anywhere.
  if (file !== undefined && realpathSync(file).startsWith(realpathSync(directory) + sep)) return file;
  throw new NerdError("COMPOSE_NOT_FOUND", `no compose file in ${shownUrl(url)}${path && ` at ${path}`}`, {
    hint: existsSync(join(directory, ".gitmodules"))
      ? "submodules are left out: name the repository that has the file, or its directory behind a colon: #main:deploy"
      : "name its directory or the file behind a colon: #main:deploy",
  });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
