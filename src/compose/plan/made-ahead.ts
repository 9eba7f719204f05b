import type { Project, Service } from "../project.ts";
import type { ObservedProject } from "../state/observed-project.ts";

/**
 * Whether a container of a service may be made while what it depends on is only being started, so that nothing but its own start is left. Not where
 * who comes first gets something: an address that another service asks for, a port out of several, an empty volume's content, or the address of
 * the time before; nor where it needs another container that is named.
 */
export function isMadeAhead(project: Project, { containers }: ObservedProject, service: Service): boolean {
  const services = Object.values(project.services);
  return (
    containers.length === 0 &&
    !services.some(asksForAddress) &&
    !usesOthers(service) &&
    !(service.ports ?? []).some(({ published = "" }) => published.includes("-")) &&
    !volumesOf(service).some((name) => services.some((each) => each !== service && volumesOf(each).includes(name)))
  );
}

function asksForAddress({ networks }: Service): boolean {
  return Object.values(networks ?? {}).some((endpoint) => endpoint?.ipv4_address || endpoint?.ipv6_address);
}

function usesOthers({ network_mode, ipc, pid, volumes_from: sources = [] }: Service): boolean {
  return sources.length > 0 || [network_mode, ipc, pid].some((mode) => /^(?:container|service):/.test(mode ?? ""));
}

function volumesOf({ volumes = [] }: Service): string[] {
  return volumes.flatMap(({ type, source }) => (type === "volume" && source ? [source] : []));
}
