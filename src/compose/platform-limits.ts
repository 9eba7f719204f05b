import { type RuleTree, rulesAt, ruleTree } from "./load/rule-tree.ts";
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
  const { services, secrets, configs, models } = project;
  const patterns = Object.keys(platformLimits);
  const rules = ruleTree(Object.fromEntries(patterns.map((text, rank) => [text.replaceAll("[]", ".*"), rank])));
  const met: { readonly rank: number; readonly path: string }[] = [];
  meet({ services, secrets, configs, models }, rules, "", (rank, path) => met.push({ rank, path }));
  return met.sort((a, b) => a.rank - b.rank).map(({ rank, path }) => ({ ...platformLimits[patterns[rank]!]!, path })); // Each rank is a pattern's.
}

/** One walk for all limits: most projects meet none. */
function meet(value: object, rules: RuleTree<number>, at: string, tell: (rank: number, path: string) => void): void {
  const map = value as Readonly<Record<string, unknown>>; // An object, or an array by its indices.
  for (const key in map) {
    const next = rulesAt(rules, key);
    const one = map[key];
    if (next === undefined || one === undefined) continue;
    const path = Array.isArray(value) ? `${at}[${key}]` : at === "" ? key : `${at}.${key}`;
    if (next.rule !== undefined && isSaid(one)) tell(next.rule, path);
    if (typeof one === "object" && one !== null) meet(one, next, path, tell);
  }
}

/** An empty section says nothing. */
function isSaid(value: unknown): boolean {
  return value !== undefined && !(typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
