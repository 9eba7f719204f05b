import { NerdError } from "../../errors.ts";
import type { Image } from "../image.ts";
import { pullAllTags } from "./all-tags.ts";
import { type PullContext, type PullInput, pullImage } from "./pull.ts";

/** What `pull` prints from. */
export interface PulledImages {
  /** The image's full name; of all tags, the repository's. */
  readonly name: string;
  readonly pulled: readonly (Image & { readonly isNew: boolean })[];
}

/** `pull`: one image or, with `allTags`, those of a whole repository, whether they are here or not. */
export async function pullCommanded(
  context: PullContext,
  input: Omit<PullInput, "policy">,
  { allTags, disableContentTrust }: { allTags: boolean; disableContentTrust: boolean },
): Promise<PulledImages> {
  if (!disableContentTrust) {
    throw new NerdError(
      "UNSUPPORTED",
      "--disable-content-trust=false is not supported: Docker's signatures are not verified",
      {
        hint: "cosign's are: pull with --verify=cosign, or by digest",
      },
    );
  }
  const fetched = new Set<string>();
  const observed: PullContext = {
    ...context,
    emit(event) {
      if (event.type === "image.pulled") fetched.add(event.image);
      context.emit(event);
    },
  };
  const images = allTags
    ? await pullAllTags(observed, input)
    : [await pullImage(observed, { ...input, policy: "always" })];
  const name = allTags ? images[0]!.name.replace(/:[^/:]*$/, "") : images[0]!.name;
  return { name, pulled: images.map((image) => ({ ...image, isNew: fetched.has(image.name) })) };
}
