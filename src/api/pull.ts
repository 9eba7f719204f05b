import type { Image } from "../image/image.ts";
import type { Cancellable } from "./container-options.ts";
import { ProgressOperation } from "./progress-operation.ts";
import type { ContextBase } from "./session.ts";

export interface PullOptions extends Cancellable {
  /** `linux/arm64`, or several of them; the host's where absent. */
  readonly platform?: string | readonly string[] | undefined;
  /** Every platform, and what is attached to the image. */
  readonly allPlatforms?: boolean | undefined;
  /** Make the layers snapshots, so that containers can start; `auto`, which does it where they can run here, where absent. */
  readonly unpack?: boolean | "auto" | undefined;
  /** The same as chaining `.quiet()`. */
  readonly quiet?: boolean | undefined;
}

/**
 * ```ts
 * const { digest } = await pull("nginx");
 * for await (const event of pull("nginx")) if (event.type === "layer.progress") console.log(event.digest, event.doneBytes);
 * ```
 */
export type Pull = (reference: string, options?: PullOptions) => ProgressOperation<Image>;

export function createPull(openBase: () => Promise<ContextBase>): Pull {
  return (reference, { signal, ...options } = {}) =>
    ProgressOperation.of(openBase, async (context) => {
      const { pullImage } = await import("../image/pull/pull.ts");
      return await pullImage(context, { unpack: "auto", ...options, reference, policy: "always" });
    }).signal(signal);
}
