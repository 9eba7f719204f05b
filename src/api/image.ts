import type { ImageFiles } from "../image/from-files.ts";
import type { Image } from "../image/image.ts";
import { ImageHandle } from "./image-handle.ts";
import { Operation } from "./operation.ts";
import { type ContextBase, contextOf } from "./session.ts";

/** `image(name)`, and what makes images without a registry. */
export function createImageVerbs(openBase: () => Promise<ContextBase>) {
  const handleOf = async (settings: { signal: AbortSignal; quiet: boolean }, find: ImageWork): Promise<ImageHandle> => {
    const base = await openBase();
    return new ImageHandle(base, await find(contextOf(base, settings)));
  };
  /** The handle of an image that is here, by name, or by the beginning of its ID. */
  const image = (reference: string): Operation<ImageHandle> =>
    Operation.start((settings) =>
      handleOf(settings, async (context) => {
        const { resolveImage } = await import("../image/lookup.ts");
        return await resolveImage(context, reference);
      }),
    );
  return Object.assign(image, {
    /**
     * Makes an image of one layer from files, without a registry or a build: same files, same digest.
     *
     * ```ts
     * await image.fromFiles("hello", { files: { "/bin/busybox": { path: "/bin/busybox" } }, config: { Cmd: ["/bin/busybox"] } });
     * ```
     */
    fromFiles: (name: string, files: Omit<ImageFiles, "name">): Operation<ImageHandle> =>
      Operation.start((settings) =>
        handleOf(settings, async (context) => {
          const { imageFromFiles } = await import("../image/from-files.ts");
          return await imageFromFiles(context, { name, ...files });
        }),
      ),

    /** Reads an archive of `docker save`, or an OCI layout. */
    load: (file: string, options: { platform?: string } = {}): Operation<readonly ImageHandle[]> =>
      Operation.start(async (settings) => {
        const { loadImageFile } = await import("../image/archive/load.ts");
        const base = await openBase();
        const images = await loadImageFile(contextOf(base, settings), file, options);
        return images.map((loaded) => new ImageHandle(base, loaded));
      }),
  });
}

type ImageWork = (context: ReturnType<typeof contextOf>) => Promise<Image>;
