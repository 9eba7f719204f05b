import type { StoredContainer } from "../engine/containers.ts";
import { isNerdError } from "../errors.ts";
import type { ImageContext } from "./image.ts";

/** Which containers, running or not, were made from which image. */
export class ImageUsers {
  readonly #byName: ReadonlyMap<string, readonly StoredContainer[]>;
  readonly #byChainId: ReadonlyMap<string, readonly StoredContainer[]>;

  private constructor(byName: Map<string, StoredContainer[]>, byChainId: Map<string, StoredContainer[]>) {
    this.#byName = byName;
    this.#byChainId = byChainId;
  }

  /** As it is now: two calls, and one for each container whose image has lost the name that it was made from. */
  static async of(context: ImageContext): Promise<ImageUsers> {
    const { engine, signal } = context;
    const [containers, records] = await Promise.all([
      engine.containers.list([], { signal }),
      engine.images.list([], { signal }),
    ]);
    const names = new Set(records.map(({ name }) => name));
    const nameless = containers.filter(({ image }) => !names.has(image));
    const parents = await Promise.all(nameless.map((container) => parentOf(context, container)));
    return new ImageUsers(
      grouped(containers, ({ image }) => image),
      grouped(nameless, (_, index) => parents[index] ?? ""),
    );
  }

  /** Those made by one of these names, and those whose name is gone but whose layers end in `chainId`. */
  find(names: readonly string[], chainId = ""): readonly StoredContainer[] {
    const byName = names.flatMap((name) => this.#byName.get(name) ?? []);
    return chainId === "" ? byName : [...byName, ...(this.#byChainId.get(chainId) ?? [])];
  }
}

/** The top layer below a container's own; undefined where it has none. */
async function parentOf(
  { engine, signal }: ImageContext,
  { snapshotter, snapshotKey }: StoredContainer,
): Promise<string | undefined> {
  if (snapshotKey === "") return undefined;
  try {
    return (await engine.snapshots(snapshotter).stat(snapshotKey, { signal })).parent;
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item, index: number) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(item, index);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
