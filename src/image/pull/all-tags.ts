import { NerdError } from "../../errors.ts";
import { openRegistry } from "../../registry/open-registry.ts";
import type { Image } from "../image.ts";
import { familiarName, parseReference } from "../reference.ts";
import { type PullContext, type PullInput, pullImage } from "./pull.ts";
import { listTags } from "./tag-list.ts";

/** Every tag of a repository, one after the other. Throws INVALID_VALUE where the reference names one already. */
export async function pullAllTags(context: PullContext, input: Omit<PullInput, "policy">): Promise<readonly Image[]> {
  const { name, ...repository } = parseReference(input.reference);
  const { domain, path } = repository;
  const written = familiarName(`${domain}/${path}`);
  if (/:[^/]*$|@/.test(input.reference)) {
    throw new NerdError("INVALID_VALUE", `a tag or a digest, and all tags: ${input.reference}`, {
      hint: `write ${written}, or leave out --all-tags`,
    });
  }
  const images: Image[] = [];
  for (const tag of await tagsOf(context, input)) {
    images.push(await pullImage(context, { ...input, reference: `${domain}/${path}:${tag}`, policy: "always" }));
  }
  if (images.length > 0) return images;
  throw new NerdError("UNKNOWN_IMAGE", `no tags in the repository ${written}`);
}

async function tagsOf({ settings, signal }: PullContext, input: Omit<PullInput, "policy">): Promise<readonly string[]> {
  const reference = parseReference(input.reference);
  using registry = await openRegistry(reference.domain, settings, input.registry);
  return await listTags(registry, reference, signal);
}
