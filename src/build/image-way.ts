import type { Builder } from "../buildkit/builder.ts";
import type { Context } from "../context.ts";
import { parseReference } from "../image/reference.ts";
import { registryHosts } from "../registry/hosts/host-directory.ts";
import { defaultHost } from "../registry/hosts/registry-host.ts";
import type { ImageWay } from "./plan/exporter-plan.ts";

// From buildkit, worker/label.
const uuidLabel = "org.mobyproject.buildkit.worker.containerd.uuid";
const namespaceLabel = "org.mobyproject.buildkit.worker.containerd.namespace";

type WayContext = Pick<Context, "engine" | "settings" | "signal">;

const stores = new WeakMap<Builder, ImageWay["store"]>();

/** How an image of this builder gets into the store here: by nothing at all where both are one containerd's namespace. */
export async function imageWay(context: WayContext, builder: Builder, tags: readonly string[]): Promise<ImageWay> {
  const { engine, settings } = context;
  const [store, isPlain] = await Promise.all([storeOf(context, builder), areKnownByDefault(context, tags)]);
  const { snapshotter } = engine;
  return { store, builderPushes: isPlain, snapshotter, insecureRegistry: settings.insecureRegistry };
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

/** Registries with mirrors, certificates or headers of their own in this machine's configuration are unknown to builders. */
async function areKnownByDefault({ settings }: WayContext, tags: readonly string[]): Promise<boolean> {
  const domains = new Set(tags.map((tag) => parseReference(tag).domain));
  const known = await Promise.all(
    [...domains].map(async (domain) => {
      const hosts = await registryHosts(domain, { ...settings, insecureRegistry: false });
      return JSON.stringify(hosts) === JSON.stringify([defaultHost(domain)]);
    }),
  );
  return known.every(Boolean);
}
