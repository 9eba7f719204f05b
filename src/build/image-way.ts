import type { Builder } from "../buildkit/builder.ts";
import type { Context } from "../context.ts";
import type { ImageWay } from "./plan/exporter-plan.ts";
import { temporaryImageName } from "./result/temporary-image.ts";

// From buildkit, worker/label.
const uuidLabel = "org.mobyproject.buildkit.worker.containerd.uuid";
const namespaceLabel = "org.mobyproject.buildkit.worker.containerd.namespace";

type WayContext = Pick<Context, "engine" | "signal">;

const stores = new WeakMap<Builder, ImageWay["store"]>();

/** How an image of this builder gets into the store here: by nothing at all where both are one containerd's namespace. */
export async function imageWay(context: WayContext, builder: Builder): Promise<ImageWay> {
  return { store: await storeOf(context, builder), temporaryName: temporaryImageName() };
}

/** Asked once for each connection. */
async function storeOf({ engine, signal }: WayContext, builder: Builder): Promise<ImageWay["store"]> {
  const known = stores.get(builder);
  if (known !== undefined) return known;
  const [workers, { uuid }] = await Promise.all([builder.workers({ signal }), engine.introspection.server({ signal })]);
  const labels = workers[0]?.labels ?? {};
  const hasContainerd = labels[uuidLabel] !== undefined;
  const isShared = labels[uuidLabel] === uuid && labels[namespaceLabel] === engine.namespace;
  // A dockerd of graph drivers has exporters of its own, and none of them gives an image away.
  const store = isShared ? "shared" : hasContainerd || builder.address.kind !== "dockerd" ? "forwarded" : "none";
  stores.set(builder, store);
  return store;
}
