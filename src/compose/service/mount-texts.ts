import { NerdError } from "../../errors.ts";
import type { Mount, Project } from "../project.ts";

/** A service's `volumes` as `run --mount` takes them. Throws UNSUPPORTED for types that are not of this host. */
export function mountTexts(project: Project, serviceName: string): string[] {
  const { volumes = [] } = project.services[serviceName] ?? {};
  return volumes.map((mount) => mountText(project, serviceName, mount));
}

function mountText(project: Project, service: string, mount: Mount): string {
  const { type, source, target, read_only: readonly } = mount;
  const common = { target, readonly };
  switch (type) {
    case "bind":
      return fields({
        type,
        source,
        ...common,
        "bind-propagation": mount.bind?.propagation,
        "bind-recursive": mount.bind?.recursive,
        "bind-create-host-path": mount.bind?.create_host_path,
      });
    case "volume":
      return fields({
        type,
        source: source ? (project.volumes[source]?.name ?? source) : undefined,
        ...common,
        "volume-nocopy": mount.volume?.nocopy,
        "volume-subpath": mount.volume?.subpath,
        "volume-label": Object.entries(mount.volume?.labels ?? {}).map(([key, value]) => `${key}=${value}`),
      });
    case "tmpfs":
      return fields({
        type,
        ...common,
        "tmpfs-size": mount.tmpfs?.size,
        "tmpfs-mode": mount.tmpfs?.mode?.toString(8),
      });
    case "image":
      return fields({ type, source, ...common, "image-subpath": mount.image?.subpath });
    default:
      throw new NerdError(
        "UNSUPPORTED",
        `services.${service}.volumes: ${type} is not supported: ${elsewhere[type ?? "npipe"]}`,
      );
  }
}

const elsewhere = {
  npipe: "it is of Windows containers",
  cluster: "it is of a cluster, and this is one host",
} as const;

type Field = string | number | boolean | readonly string[] | undefined;

/** Comma-separated, as `--mount` reads it: what has a comma or a quote in it stands in quotes. */
function fields(values: Readonly<Record<string, Field>>): string {
  return Object.entries(values)
    .flatMap(([key, value]) => (Array.isArray(value) ? value : [value]).map((each: Field) => [key, each] as const))
    .filter(([, value]) => value !== undefined && value !== "" && value !== false)
    .map(([key, value]) => (value === true ? key : `${key}=${value}`))
    .map((field) => (/[,"]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(",");
}
