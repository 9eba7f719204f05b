import type { ServiceContainer } from "../known/known-project.ts";

/** What stands before a container's lines: `web-1`, or the name that the service asks for. */
export function logName(
  project: string,
  { name, service, number }: Pick<ServiceContainer, "name" | "service" | "number">,
): string {
  for (const separator of ["-", "_"]) {
    const own = [project, service, number].join(separator);
    if (name === own) return name.slice(project.length + 1);
  }
  return name;
}
