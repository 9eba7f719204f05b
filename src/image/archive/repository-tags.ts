import { isNerdError } from "../../errors.ts";
import type { ImageContext } from "../image.ts";
import { parseReference } from "../reference.ts";

/** What `docker save` means by a word: a repository without a tag is all its tags that are here, and anything else one image. */
export async function repositoryTags({ engine, signal }: ImageContext, query: string): Promise<readonly string[]> {
  const repository = repositoryIn(query);
  if (repository === undefined) return [query];
  const names = (await engine.images.list([], { signal })).map(({ name }) => name);
  const tags = names.filter((name) => name.startsWith(`${repository}:`) && !name.includes("@"));
  return tags.length > 0 ? tags : [query];
}

/** With its registry; undefined where the word has a tag or a digest, or is no name. */
function repositoryIn(query: string): string | undefined {
  if (query.includes("@") || query.lastIndexOf(":") > query.lastIndexOf("/")) return undefined;
  try {
    const { domain, path } = parseReference(query);
    return `${domain}/${path}`;
  } catch (error) {
    if (isNerdError(error, "INVALID_VALUE") || isNerdError(error, "UNSUPPORTED")) return undefined;
    throw error;
  }
}
