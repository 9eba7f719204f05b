import type { PushedImage } from "../image/push/push.ts";
import type { Cancellable } from "./container-options.ts";
import { ProgressOperation } from "./progress-operation.ts";
import type { ContextBase } from "./session.ts";

/** What of an image `push()` sends, and whether it signs it. */
export interface PushOptions extends Cancellable {
  /** Of an image of several platforms only these: `linux/arm64`; those that are here where absent. */
  readonly platform?: string | readonly string[];
  /** Every platform, and a failure where one is not here. */
  readonly allPlatforms?: boolean;
  /** Layers that their owner gives out alone, too. */
  readonly allowNondistributableArtifacts?: boolean;
  /** `cosign`: sign what was pushed with the private key in the file `cosignKey`, which `$COSIGN_PASSWORD` opens. */
  readonly sign?: "none" | "cosign";
  readonly cosignKey?: string;
}

/** Images on their way to registries. */
export function createPushVerbs(openBase: () => Promise<ContextBase>) {
  return {
    /**
     * Brings an image to its registry. Resolves once its tag is there.
     *
     * ```ts
     * const { digest } = await push("registry.example.com/app:1.0");
     * for await (const event of push("registry.example.com/app:1.0")) if (event.type === "layer.pushed") console.log(event.digest, event.how);
     * ```
     */
    push: (reference: string, options: PushOptions = {}): ProgressOperation<PushedImage> => {
      const { platform = [], allPlatforms, allowNondistributableArtifacts: nondistributable, signal } = options;
      const { sign: tool, cosignKey } = options;
      const platforms = typeof platform === "string" ? [platform] : platform;
      return ProgressOperation.of(openBase, async (context) => {
        const { pushImage } = await import("../image/push/push.ts");
        const { askedSigning } = await import("../image/sign/asked-key.ts");
        const signWith = await askedSigning(context, { tool, cosignKey });
        const [pushed] = await pushImage(context, { reference, platforms, allPlatforms, nondistributable, signWith });
        return pushed!; // Without `allTags` it is one image.
      }).signal(signal);
    },
  };
}
