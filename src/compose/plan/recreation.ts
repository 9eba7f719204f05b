import { configHash } from "../config-hash.ts";
import type { Service } from "../project.ts";
import { isStopped, type ObservedContainer } from "../state/observed-project.ts";
import { namespaceOwners } from "./service-order.ts";
import type { UpOptions } from "./up-plan.ts";

/** What decides, beside a container itself, whether another one takes its place. */
export interface RecreationReasons {
  readonly options: Pick<UpOptions, "recreate" | "recreateDependencies" | "services" | "imageIds">;
  /** Names of networks that are made anew. */
  readonly remadeNetworks: ReadonlySet<string>;
  /** Whether containers of such a service are made anew in this plan. */
  isRecreated(service: string): boolean;
}

/** Whether a container does not fit its service any more, or another one is wanted in any case. */
export function isToRecreate(
  container: ObservedContainer,
  [name, service]: readonly [string, Service],
  { options, remadeNetworks, isRecreated }: RecreationReasons,
): boolean {
  const { recreate, recreateDependencies, services, imageIds } = options;
  if (recreate === "never") return false;
  if (isGivenUp(container)) return true;
  const isNamed = services.length === 0 || services.includes(name);
  if (recreate === "always" && (isNamed || recreateDependencies)) return true;
  if (recreateDependencies && !isNamed) return true;
  if (namespaceOwners(service).some(isRecreated)) return true;
  if (container.networks.some((network) => remadeNetworks.has(network))) return true;
  if (container.hash !== configHash(service)) return true;
  const image = imageIds[name];
  if (image !== undefined && container.imageId !== "" && container.imageId !== image) return true;
  return isStopped(container) && !container.hasFiles;
}

/** Under the name that it gets when another one is to take its place: that was cut short, and it may have been told to end. */
function isGivenUp({ id, name }: ObservedContainer): boolean {
  return name.startsWith(`${id.slice(0, 12)}_`);
}
