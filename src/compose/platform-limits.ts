import type { Project } from "./project.ts";

/** What becomes of an attribute that one host cannot honour as it is written. */
export interface PlatformLimit {
  /** `refused`: no container is started. `ignored`: it is said once, and the rest is done. */
  readonly outcome: "refused" | "ignored";
  readonly reason: string;
}

const windows = "it is of Windows containers";
const swarm = "it is of a cluster, and this is one host";

/** By path as in compose.yaml, `*` for a name. All that is not here is honoured. */
export const platformLimits: Readonly<Record<string, PlatformLimit>> = {
  models: { outcome: "refused", reason: "there is no runner for models" },
  "services.*.models": { outcome: "refused", reason: "there is no runner for models" },
  "services.*.credential_spec": { outcome: "refused", reason: windows },
  "services.*.cpu_count": { outcome: "refused", reason: windows },
  "services.*.cpu_percent": { outcome: "refused", reason: windows },
  "services.*.isolation": { outcome: "refused", reason: windows },
  "services.*.build.isolation": { outcome: "refused", reason: windows },
  "services.*.use_api_socket": { outcome: "refused", reason: "containers get no socket of the engine" },
  "services.*.external_links": {
    outcome: "refused",
    reason: "containers know each other by name in a network they share",
  },
  "services.*.pre_start": { outcome: "refused", reason: "wait for another service by service_completed_successfully" },
  "services.*.storage_opt": { outcome: "refused", reason: "containerd's snapshotters have no size for one container" },
  "services.*.networks.*.driver_opts": { outcome: "refused", reason: "a CNI network has its options in its own file" },
  "services.*.networks.*.interface_name": { outcome: "refused", reason: "CNI plugins are given eth0, eth1 and so on" },
  "services.*.networks.*.link_local_ips": { outcome: "refused", reason: "CNI plugins take no link-local address" },
  "services.*.deploy.labels": { outcome: "ignored", reason: swarm },
  "services.*.deploy.restart_policy.delay": { outcome: "ignored", reason: "the wait doubles with each restart" },
  "services.*.deploy.restart_policy.window": { outcome: "ignored", reason: "the wait doubles with each restart" },
  "services.*.deploy.resources.reservations.cpus": { outcome: "ignored", reason: "the kernel keeps no CPU free" },
  "services.*.deploy.mode": { outcome: "ignored", reason: swarm },
  "services.*.deploy.endpoint_mode": { outcome: "ignored", reason: swarm },
  "services.*.deploy.placement": { outcome: "ignored", reason: swarm },
  "services.*.deploy.update_config": { outcome: "ignored", reason: swarm },
  "services.*.deploy.rollback_config": { outcome: "ignored", reason: swarm },
  "services.*.deploy.resources.reservations.generic_resources": { outcome: "ignored", reason: swarm },
  "services.*.volumes[].consistency": { outcome: "ignored", reason: "Linux has one consistency only" },
  "services.*.ports[].app_protocol": { outcome: "ignored", reason: "no proxy reads it here" },
  "secrets.*.driver": { outcome: "refused", reason: swarm },
  "secrets.*.template_driver": { outcome: "refused", reason: swarm },
  "configs.*.template_driver": { outcome: "refused", reason: swarm },
};

export interface MetLimit extends PlatformLimit {
  /** Of the attribute that somebody has written: `services.web.isolation`. */
  readonly path: string;
}

/** The limits that a project meets, in the table's order. */
export function metLimits(project: Project): MetLimit[] {
  const sections: Readonly<Record<string, unknown>> = {
    services: project.services,
    secrets: project.secrets,
    configs: project.configs,
    models: project.models,
  };
  return Object.entries(platformLimits).flatMap(([pattern, limit]) =>
    matches(sections, pattern.replaceAll("[]", ".*").split("."), "").map((path) => ({ ...limit, path })),
  );
}

function matches(value: unknown, [part = "", ...rest]: readonly string[], at: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const map = value as Readonly<Record<string, unknown>>; // An object, or an array by its indices.
  const entries: [string, unknown][] =
    part === "*" ? Object.entries(map) : Object.hasOwn(map, part) ? [[part, map[part]]] : [];
  return entries.flatMap(([key, one]) => {
    const path = Array.isArray(value) ? `${at}[${key}]` : at === "" ? key : `${at}.${key}`;
    if (rest.length > 0) return matches(one, rest, path);
    return isSaid(one) ? [path] : [];
  });
}

/** An empty section says nothing. */
function isSaid(value: unknown): boolean {
  return value !== undefined && !(typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
