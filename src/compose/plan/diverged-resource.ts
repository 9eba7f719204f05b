import { networkHash, volumeHash } from "../config-hash.ts";
import type { Project, Service } from "../project.ts";
import type { ObservedProject } from "../state/observed-project.ts";

/** Networks of the project, by key, that those services use, and that the files describe otherwise than they did when they were made. */
export function divergedNetworks(
  { name: project, networks, services }: Pick<Project, "name" | "networks" | "services">,
  observed: Pick<ObservedProject, "networks">,
  used: readonly string[],
): Record<string, string> {
  const keys = new Set(used.flatMap((name) => networkKeys(services[name] ?? {})));
  const diverged = [...keys].flatMap((key) => {
    const network = networks[key] ?? {};
    const found = observed.networks.find(({ name }) => name === (network.name ?? key));
    if (found === undefined || network.external || found.project !== project || found.key !== key) return [];
    // Older versions have written none.
    return found.hash === undefined || found.hash === networkHash(network) ? [] : [[key, found.name] as const];
  });
  return Object.fromEntries(diverged);
}

export function networkKeys(service: Service): string[] {
  return Object.keys(service.network_mode ? {} : (service.networks ?? {}));
}

/** What there is to say of a volume that is described otherwise than when it was made: its data would go with it, so it stays. */
export function divergedVolume(
  volume: Project["volumes"][string],
  { name, hash }: { readonly name: string; readonly hash: string | undefined },
): string | undefined {
  if (hash === undefined || hash === volumeHash(volume)) return undefined;
  return `volume ${name} does not match its configuration in the compose file, and is used as it is; nerdsh volume rm ${name} makes way for a new one, without the data`;
}
