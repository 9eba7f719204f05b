import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import type { Project, Service } from "../project.ts";
import { allServices } from "./bind.ts";

/** Services without a profile, and those of which one is among `profiles`; `*` is all. */
export function withProfiles(project: Project, profiles: readonly string[]): Project {
  const isActive = ({ profiles: own = [] }: Service) =>
    own.length === 0 || profiles.includes("*") || own.some((profile) => profiles.includes(profile));
  const services = Object.entries(allServices(project));
  return {
    ...project,
    profiles,
    services: Object.fromEntries(services.filter(([, service]) => isActive(service))),
    disabledServices: Object.fromEntries(services.filter(([, service]) => !isActive(service))),
  };
}

/** Also the services that are named, with their profiles. */
export function withServicesEnabled(project: Project, names: readonly string[]): Project {
  const profiles = names.flatMap((name) =>
    Object.hasOwn(project.disabledServices, name) ? (project.disabledServices[name]?.profiles ?? []) : [],
  );
  return profiles.length === 0 ? project : withProfiles(project, [...project.profiles, ...profiles]);
}

/** Only the named services and those that they depend on; all where none is named. */
export function withSelected(project: Project, names: readonly string[]): Project {
  if (names.length === 0) return project;
  const wanted = new Set<string>();
  const visit = (name: string, isRequired: boolean) => {
    if (wanted.has(name)) return;
    if (!Object.hasOwn(project.services, name)) {
      if (isRequired) throw unknownService(name, project);
      return;
    }
    wanted.add(name);
    for (const [dependency, { required }] of Object.entries(project.services[name]?.depends_on ?? {})) {
      visit(dependency, required !== false);
    }
  };
  for (const name of names) visit(name, true);
  const services = Object.entries(project.services);
  return {
    ...project,
    services: Object.fromEntries(
      services.filter(([name]) => wanted.has(name)).map(([name, service]) => [name, dependingOn(service, wanted)]),
    ),
    disabledServices: {
      ...project.disabledServices,
      ...Object.fromEntries(services.filter(([name]) => !wanted.has(name))),
    },
  };
}

function dependingOn(service: Service, wanted: ReadonlySet<string>): Service {
  if (service.depends_on === undefined) return service;
  const kept = Object.entries(service.depends_on).filter(([name]) => wanted.has(name));
  return { ...service, depends_on: Object.fromEntries(kept) };
}

/** `no such service: wbe`, with the closest of those that are there. */
export function unknownService(name: string, project: Project): NerdError {
  const suggestions = closest(name, Object.keys(allServices(project)));
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  return new NerdError("UNKNOWN_SERVICE", `no such service: ${name}`, { suggestions, ...(hint && { hint }) });
}

/** Leaves out networks, volumes, secrets and configs that no active service uses. */
export function withoutUnused(project: Project): Project {
  const services = Object.values(project.services);
  const used = {
    networks: services.flatMap(({ networks = {} }) => Object.keys(networks)),
    volumes: services.flatMap(({ volumes = [] }) =>
      volumes.filter(({ type }) => type === "volume").map(({ source }) => source),
    ),
    secrets: services.flatMap(({ secrets = [], build }) =>
      [...secrets, ...(build?.secrets ?? [])].map(({ source }) => source),
    ),
    configs: services.flatMap(({ configs = [] }) => configs.map(({ source }) => source)),
    models: services.flatMap(({ models = {} }) => Object.keys(models)),
  };
  const keep = <Value>(section: Readonly<Record<string, Value>>, names: readonly (string | undefined)[]) =>
    Object.fromEntries(Object.entries(section).filter(([name]) => names.includes(name)));
  return {
    ...project,
    networks: keep(project.networks, used.networks),
    volumes: keep(project.volumes, used.volumes),
    secrets: keep(project.secrets, used.secrets),
    configs: keep(project.configs, used.configs),
    models: keep(project.models, used.models),
  };
}
