import type { Project } from "../project.ts";

/** Names of services so that each comes behind those that it depends on, else by name. */
export function inStartOrder({ services }: Pick<Project, "services">): string[] {
  const order = new Set<string>();
  const visit = (name: string) => {
    if (order.has(name) || !Object.hasOwn(services, name)) return;
    for (const dependency of Object.keys(services[name]?.depends_on ?? {}).sort()) visit(dependency);
    order.add(name);
  };
  for (const name of Object.keys(services).sort()) visit(name);
  return [...order];
}

/** Those that a command means that names `services`, all where there are none, and what they depend on. In that order. */
export function meantServices(
  project: Pick<Project, "services">,
  { services, noDependencies }: { readonly services: readonly string[]; readonly noDependencies: boolean },
): string[] {
  const isMeant = (name: string) => !noDependencies || services.length === 0 || services.includes(name);
  return inStartOrder(project).filter(isMeant);
}

/** Those services whose namespaces a service lives in: it must be made anew when they are. */
export function namespaceOwners(service: Project["services"][string]): string[] {
  return [service.network_mode, service.ipc, service.pid].flatMap((mode) =>
    mode?.startsWith("service:") ? [mode.slice("service:".length)] : [],
  );
}
