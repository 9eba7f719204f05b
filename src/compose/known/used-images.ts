import type { Context } from "../../context.ts";
import { localImage } from "../../image/image.ts";
import { DiskUsage } from "../../image/list/disk-usage.ts";
import { repositoryAndTag } from "../../image/reference.ts";
import { decimalSize } from "../../units.ts";
import { composeLabels } from "../labels.ts";
import { type KnownProject, presentContainers } from "./known-project.ts";

/** An image with the container that was made from it, in the fields of `docker compose images`. */
export interface UsedImage {
  /** Docker's image ID. */
  readonly ID: string;
  readonly ContainerName: string;
  readonly Repository: string;
  readonly Tag: string;
  /** Bytes of its unpacked layers, as `images` shows them; 0 where the image is gone. */
  readonly Size: number;
  readonly sizeText: string;
}

/** By the name of the container. */
export async function usedImages(
  context: Pick<Context, "engine" | "settings" | "signal" | "emit">,
  known: KnownProject,
  services: readonly string[],
): Promise<UsedImage[]> {
  const containers = await presentContainers(context, known, services);
  const usage = new DiskUsage(context);
  const images = new Map<string, ReturnType<typeof localImage>>();
  const imageOf = (name: string) => {
    const image = images.get(name) ?? localImage(context, name);
    images.set(name, image);
    return image;
  };
  const used = await Promise.all(
    containers.map(async ({ name: ContainerName, labels, summary }) => {
      const image = await imageOf(summary.container.image);
      const made = labels[composeLabels.image];
      // Its name may be another's by now.
      const isSame = !made || image?.configDigest === made;
      const { repository, tag } = repositoryAndTag(isSame ? summary.image : "");
      const Size = isSame && image !== undefined ? await usage.of(image.diffIds) : 0;
      const sizeText = decimalSize(Size, 3);
      return {
        ID: made || (image?.configDigest ?? ""),
        ContainerName,
        Repository: repository,
        Tag: tag,
        Size,
        sizeText,
      };
    }),
  );
  return used.sort((a, b) => (a.ContainerName < b.ContainerName ? -1 : 1));
}
