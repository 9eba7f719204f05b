import { NerdError } from "../../errors.ts";
import { containerNameOf } from "../names.ts";
import { type Project, replicasOf, type Service } from "../project.ts";
import type { ObservedContainer, ObservedProject } from "../state/observed-project.ts";
import type { UpOptions } from "./up-plan.ts";

/** What becomes of the containers of a service. */
export interface Replicas {
  /** By number. */
  readonly kept: readonly ObservedContainer[];
  /** Those that are too many. */
  readonly extra: readonly ObservedContainer[];
  /** Numbers of those that are missing. */
  readonly added: readonly number[];
}

/** As many as are wanted. Throws COMPOSE_INVALID where several would have one name. */
export function replicas(
  project: Pick<Project, "name">,
  observed: Pick<ObservedProject, "containers">,
  [name, service, { scale, separator }]: readonly [string, Service, Pick<UpOptions, "scale" | "separator">],
): Replicas {
  const wanted = scale[name] ?? replicasOf(service);
  if (wanted > 1 && service.container_name) {
    const message = `services.${name}: ${wanted} containers cannot all be called ${service.container_name}`;
    throw new NerdError("COMPOSE_INVALID", message, { hint: "leave container_name out" });
  }
  const own = observed.containers.filter((container) => container.service === name);
  // Where a container is being replaced and that was cut short, the one with its final name is the newer.
  const isFinal = ({ name: its, number }: ObservedContainer) =>
    its === containerNameOf(project, [name, service], { number, separator });
  const numbered = new Map<number, ObservedContainer>();
  for (const container of own) {
    const other = numbered.get(container.number);
    if (other === undefined || (!isFinal(other) && isFinal(container))) numbered.set(container.number, container);
  }
  const kept = [...numbered.values()].sort((a, b) => a.number - b.number).slice(0, wanted);
  const highest = Math.max(0, ...kept.map(({ number }) => number));
  const added = Array.from({ length: Math.max(0, wanted - kept.length) }, (_, i) => highest + 1 + i);
  return { kept, extra: own.filter((each) => !kept.includes(each)), added };
}
