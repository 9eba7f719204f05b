import { containerRow, type RowOptions } from "../../container/record/row.ts";
import type { PortMapping } from "../../network/ports/port-mapping.ts";
import type { ServiceContainer } from "./known-project.ts";

/** A container in the fields of `docker compose ps`. */
export function projectRow(
  project: string,
  { service, summary }: ServiceContainer,
  options: RowOptions,
): Readonly<Record<string, unknown>> {
  const { Runtime: _runtime, Platform: _platform, ...row } = containerRow(summary, options);
  const fields = {
    ...row,
    Name: summary.name,
    Project: project,
    Service: service,
    ExitCode: summary.exitCode ?? 0,
    Health: summary.health ?? "",
    Publishers: summary.ports.map(publisher),
  };
  // What only --quiet prints is no part of JSON.
  return Object.defineProperty(fields, "FullID", { value: summary.id });
}

function publisher({ hostAddress, hostPort, containerPort, protocol }: PortMapping) {
  return { URL: hostAddress, TargetPort: containerPort, PublishedPort: hostPort, Protocol: protocol };
}
