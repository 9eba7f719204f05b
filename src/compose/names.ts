import type { Project, Service } from "./project.ts";

/** Between the parts of a container's name: docker compose's, or that of Compose 1 with `--compatibility`. */
export type Separator = "-" | "_";

/** `shop-web-1`, or the one name that the service asks for. */
export function containerNameOf(
  { name: project }: Pick<Project, "name">,
  [service, { container_name: own }]: readonly [string, Pick<Service, "container_name">],
  { number, separator = "-" }: { readonly number: number; readonly separator?: Separator },
): string {
  return own || [project, service, number].join(separator);
}

/** The image that a service runs: what it is told, or what its build is called. */
export function imageNameOf(
  { name }: Pick<Project, "name">,
  service: string,
  { image }: Pick<Service, "image">,
): string {
  return image || `${name}-${service}`;
}
