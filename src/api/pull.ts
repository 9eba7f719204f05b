import type { Cancellable } from "./container-options.ts";
import type { ImageHandle } from "./image-handle.ts";
import { ProgressOperation } from "./progress-operation.ts";
import type { ContextBase } from "./session.ts";

/** What of an image `pull()` fetches, and how. */
export interface PullOptions extends Cancellable {
  /** `linux/arm64`, or several of them; the host's where absent. */
  readonly platform?: string | readonly string[] | undefined;
  /** Every platform, and what is attached to the image. */
  readonly allPlatforms?: boolean | undefined;
  /** Make the layers snapshots, so that containers can start; `auto`, which does it where they can run here, where absent. */
  readonly unpack?: boolean | "auto" | undefined;
  /** `cosign`: only where the image has a signature by the public key in the file `cosignKey`. */
  readonly verify?: "none" | "cosign" | undefined;
  readonly cosignKey?: string | undefined;
  /** The same as chaining `.quiet()`. */
  readonly quiet?: boolean | undefined;
}

/**
 * Gives the image's handle; `for await` gives what happens meanwhile.
 *
 * ```ts
 * const nginx = await pull("nginx");
 * console.log(nginx.digest, (await nginx.history()).length);
 * for await (const event of pull("nginx")) if (event.type === "layer.progress") console.log(event.digest, event.doneBytes);
 * ```
 */
export type Pull = (reference: string, options?: PullOptions) => ProgressOperation<ImageHandle>;

export function createPull(openBase: () => Promise<ContextBase>): Pull {
  return (reference, { signal, verify: tool, cosignKey, ...options } = {}) =>
    ProgressOperation.of(openBase, async (context) => {
      const { pullImage } = await import("../image/pull/pull.ts");
      const { askedVerification } = await import("../image/sign/asked-key.ts");
      const signedBy = await askedVerification(context.cwd, { tool, cosignKey });
      const image = await pullImage(context, { unpack: "auto", ...options, reference, policy: "always", signedBy });
      const { ImageHandle } = await import("./image-handle.ts");
      return new ImageHandle(await openBase(), image);
    }).signal(signal);
}
