import type { Context } from "../../context.ts";
import { checkEndpoint } from "../../network/addresses/requested-address.ts";
import { type ExtraHost, resolveExtraHosts } from "../../network/hosts/extra-host.ts";
import type { ResolverOptions } from "../../network/hosts/resolv-conf.ts";
import { networkByName } from "../../network/lists/network-by-name.ts";
import type { NetworkMode } from "../../network/network-mode.ts";
import { exposedPort, publishedAll, sortedExposed } from "../../network/ports/exposed-port.ts";
import type { PortSpec } from "../../network/ports/port-mapping.ts";
import { shortId } from "../record/names.ts";
import { plannedSandbox } from "../sandbox.ts";
import type { NetworkRequest } from "./network-request.ts";
import { type SharedNetwork, sharedNetwork } from "./shared-network.ts";

/** What a task needs to be told of its container's network. */
export interface TaskNetwork {
  readonly mode: NetworkMode;
  /** Empty where the container keeps the host's. */
  readonly hostname: string;
  readonly domainname: string;
  readonly extraHosts: readonly ExtraHost[];
  readonly resolver: Required<ResolverOptions>;
}

/** A container's network as decided before anything of it runs. */
export interface PlannedNetwork extends TaskNetwork {
  /** As the runtime spec has it: a namespace's path, `new` for a bare one, or `host`. */
  readonly sandbox: string;
  readonly shared: SharedNetwork | undefined;
  readonly published: readonly PortSpec[];
  readonly publishAll: boolean;
  /** By the image and by flags: `80/tcp`. */
  readonly exposed: readonly string[];
}

interface PlanRequest {
  readonly id: string;
  readonly request: NetworkRequest;
  /** The image's ports. */
  readonly exposed: readonly string[];
  /** Whether it starts now: only then must a container whose network it uses run. */
  readonly isStarted: boolean;
}

/** Looks up what the request names. Throws UNKNOWN_NETWORK, UNKNOWN_CONTAINER, CONTAINER_NOT_RUNNING, INVALID_VALUE. */
export async function plannedNetwork(
  context: Pick<Context, "engine" | "settings" | "signal" | "emit">,
  { id, request, exposed: imageExposed, isStarted }: PlanRequest,
): Promise<PlannedNetwork> {
  const { settings } = context;
  const { publishAll } = request;
  const mode = await foundNetworks(settings, request.mode);
  const shared = mode.kind === "container" ? await sharedNetwork(context, mode.reference, { isStarted }) : undefined;
  const exposed = sortedExposed([...imageExposed, ...request.exposed, ...request.published.map(exposedPort)]);
  const published = [...request.published, ...(publishAll ? publishedAll(exposed, request.published) : [])];
  if (published.length > 0 && mode.kind !== "networks") warnOfDiscarded(context, mode.kind);
  return {
    mode: shared ? { kind: "container", reference: shared.id } : mode,
    hostname: request.hostname ?? shared?.hostname ?? (mode.kind === "host" ? "" : shortId(id)),
    domainname: shared?.domainname ?? request.domainname,
    extraHosts: resolveExtraHosts(request.extraHosts, settings),
    sandbox: shared?.sandbox ?? plannedSandbox(settings, id, mode),
    shared,
    resolver: mode.kind === "host" ? request.resolver : withDefaults(request.resolver, settings.dns),
    published: mode.kind === "networks" ? published : [],
    publishAll,
    exposed,
  };
}

/** Each network by its own name, though it was asked for by its id. */
async function foundNetworks(settings: Context["settings"], mode: NetworkMode): Promise<NetworkMode> {
  if (mode.kind !== "networks") return mode;
  const found = mode.endpoints.map(async (endpoint) => {
    const list = await networkByName(settings, endpoint.network);
    checkEndpoint(list, endpoint);
    return { ...endpoint, network: list.name };
  });
  return { ...mode, endpoints: await Promise.all(found) };
}

function withDefaults(resolver: Required<ResolverOptions>, defaults: Required<ResolverOptions>) {
  const either = (asked: readonly string[], fallback: readonly string[]) => (asked.length > 0 ? asked : fallback);
  return {
    servers: either(resolver.servers, defaults.servers),
    search: either(resolver.search, defaults.search),
    options: either(resolver.options, defaults.options),
  };
}

/** Docker's warning, in its words. */
function warnOfDiscarded({ emit }: Pick<Context, "emit">, kind: string): void {
  const message = `published ports are discarded when using ${kind} network mode`;
  emit({ type: "warning", code: "PORTS_DISCARDED", message });
}
