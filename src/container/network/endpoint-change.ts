import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import { attachmentsOf } from "../../network/attach.ts";
import type { Endpoint } from "../../network/endpoint.ts";
import { HostsStore } from "../../network/hosts/hosts-store.ts";
import { networkMode } from "../../network/network-mode.ts";
import { annotationsOf } from "../record/labels.ts";
import { containerName } from "../record/lookup.ts";
import { writeHosts } from "../record/state-files.ts";
import { endpointLabels, readAskedNetwork, recordedEndpoints, recordedNetwork } from "./network-labels.ts";

export type EndpointContext = Pick<Context, "engine" | "settings" | "signal">;

/** The networks of a container that has some of its own. Throws INVALID_VALUE, in Docker's words, for one that has none. */
export function changeableEndpoints(container: StoredContainer): readonly Endpoint[] {
  const endpoints = recordedEndpoints(container.labels);
  const { kind } = networkMode(endpoints);
  if (kind === "networks") return endpoints;
  const message =
    kind === "none"
      ? "container cannot be connected to multiple networks with one of the networks in private (none) mode"
      : "container sharing network namespace with another container or host cannot be connected to any other network";
  throw new NerdError("INVALID_VALUE", message, {
    exitCode: 1,
    hint: `make ${containerName(container)} again with --network NAME`,
  });
}

/** Writes the container's networks down, for its next start, for inspect and for nerdctl. */
export async function changeEndpoints(
  context: EndpointContext,
  container: StoredContainer,
  endpoints: readonly Endpoint[],
): Promise<void> {
  const { engine } = context;
  const { id } = container;
  const { published = [], publishAll = false } = readAskedNetwork(container.labels);
  const labels = endpointLabels({ mode: networkMode(endpoints), published, publishAll });
  const spec = container.spec();
  // nerdctl's hooks read them from the spec. Without the signal: half of it is worse than a late end.
  const annotations = { ...spec.annotations, ...annotationsOf(labels) };
  await engine.containers.update(id, { labels, ...(spec.annotations && { spec: { ...spec, annotations } }) });
}

/** Enters the container's names, by its record, in the hosts files of its peers, and theirs in its own, while it runs; those that it has left forget it. */
export async function tellPeers(
  context: Pick<Context, "engine" | "settings">,
  container: StoredContainer,
): Promise<void> {
  const { engine, settings } = context;
  const { id, labels } = container;
  const namespaced = { ...settings, namespace: engine.namespace };
  const network = recordedNetwork(labels, container.spec().hostname);
  const names = recordedEndpoints(labels).map((endpoint) => endpoint.network);
  const attached = await attachmentsOf(namespaced, id);
  const attachments = attached.filter(({ network }) => names.includes(network));
  // Those it leaves must forget it, too, which they do not by its entering others.
  await new HostsStore(namespaced).leave(id);
  if (attached.length > 0) await writeHosts(context, { id, name: containerName(container), network, attachments });
}
