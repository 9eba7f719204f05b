import type { ImageFiles } from "../image/from-files.ts";
import type { Image } from "../image/image.ts";
import { Operation } from "./operation.ts";
import type { ContextBase } from "./session.ts";

/** Images that need no registry. */
export function createImageVerbs(openBase: () => Promise<ContextBase>) {
  return {
    /**
     * Makes an image of one layer from files, without a registry or a build: same files, same digest.
     *
     * ```ts
     * await image.fromFiles("hello", { files: { "/bin/busybox": { path: "/bin/busybox" } }, config: { Cmd: ["/bin/busybox"] } });
     * ```
     */
    fromFiles: (name: string, files: Omit<ImageFiles, "name">): Operation<Image> =>
      Operation.start(async ({ signal }) => {
        const { imageFromFiles } = await import("../image/from-files.ts");
        return await imageFromFiles({ ...(await openBase()), signal }, { name, ...files });
      }),

    /** Reads an archive of `docker save`, or an OCI layout. */
    load: (file: string, options: { platform?: string } = {}): Operation<readonly Image[]> =>
      Operation.start(async ({ signal }) => {
        const { loadImageFile } = await import("../image/archive/load.ts");
        return await loadImageFile({ ...(await openBase()), signal }, file, options);
      }),
  };
}
