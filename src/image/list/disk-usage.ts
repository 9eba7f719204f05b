import { isNerdError } from "../../errors.ts";
import { chainIds } from "../document/image-document.ts";
import type { ImageContext } from "../image.ts";

/** Bytes of unpacked layers; each snapshot is asked for once, however many images share it. */
export class DiskUsage {
  readonly #context: ImageContext;
  readonly #bytes = new Map<string, Promise<number>>();

  constructor(context: ImageContext) {
    this.#context = context;
  }

  /** Of all layers with these diffIDs; 0 for those that are not unpacked. */
  async of(diffIds: readonly string[]): Promise<number> {
    const sizes = await Promise.all(chainIds(diffIds).map((chainId) => this.ofLayer(chainId)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Of one layer alone, by the name of its snapshot. */
  ofLayer(chainId: string): Promise<number> {
    const bytes = this.#bytes.get(chainId) ?? this.#ask(chainId);
    this.#bytes.set(chainId, bytes);
    return bytes;
  }

  async #ask(chainId: string): Promise<number> {
    const { engine, signal } = this.#context;
    try {
      return (await engine.snapshots().usage(chainId, { signal })).size;
    } catch (error) {
      if (isNerdError(error, "NOT_FOUND")) return 0;
      throw error;
    }
  }
}

/** Bytes of every committed layer of the namespace, by the name of its snapshot. */
export async function layerSizes({ engine, signal }: ImageContext): Promise<Map<string, number>> {
  const usage = new DiskUsage({ engine, signal });
  const committed = await engine.snapshots().list(["kind==committed"], { signal });
  const sizes = committed.map(async ({ name }) => [name, await usage.ofLayer(name)] as const);
  return new Map(await Promise.all(sizes));
}
