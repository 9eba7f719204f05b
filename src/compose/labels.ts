import { version } from "../version.ts";
import { configHash, networkHash, volumeHash } from "./config-hash.ts";
import type { Project } from "./project.ts";

/** docker compose's labels, of which nerdctl writes some too: whoever wrote them, the others find the project by them. */
export const composeLabels = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  /** From 1. */
  number: "com.docker.compose.container-number",
  /** `True` for what `compose run` has made. */
  oneOff: "com.docker.compose.oneoff",
  /** What tells one of those from the others. */
  slug: "com.docker.compose.slug",
  configHash: "com.docker.compose.config-hash",
  /** Digest of the image's configuration when the container was made. */
  image: "com.docker.compose.image",
  /** `db:service_healthy:false,…`, the last word telling whether a restart of it restarts this. */
  dependsOn: "com.docker.compose.depends_on",
  workingDir: "com.docker.compose.project.working_dir",
  configFiles: "com.docker.compose.project.config_files",
  environmentFile: "com.docker.compose.project.environment_file",
  version: "com.docker.compose.version",
  /** The network's key in the file. */
  network: "com.docker.compose.network",
  volume: "com.docker.compose.volume",
} as const;

type Labels = Readonly<Record<string, string>>;

/** What a container of a service is found by. */
export function containerLabels(
  project: Project,
  serviceName: string,
  { number, imageId, oneOff = false }: { readonly number: number; readonly imageId: string; readonly oneOff?: boolean },
): Labels {
  const service = project.services[serviceName] ?? {};
  const dependencies = Object.entries(service.depends_on ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { condition, restart = false }]) => `${name}:${condition}:${restart}`);
  return {
    [composeLabels.project]: project.name,
    [composeLabels.service]: serviceName,
    [composeLabels.number]: String(number),
    [composeLabels.oneOff]: oneOff ? "True" : "False",
    [composeLabels.configHash]: configHash(service),
    [composeLabels.image]: imageId,
    [composeLabels.dependsOn]: dependencies.join(","),
    [composeLabels.workingDir]: project.workingDir,
    [composeLabels.configFiles]: project.files.join(","),
    ...(project.envFiles.length > 0 && { [composeLabels.environmentFile]: project.envFiles.join(",") }),
    [composeLabels.version]: version,
  };
}

/** What an image that a service builds tells of it. */
export function imageLabels(project: Pick<Project, "name">, serviceName: string): Labels {
  return {
    [composeLabels.project]: project.name,
    [composeLabels.service]: serviceName,
    [composeLabels.version]: version,
  };
}

/** What a network or volume of a project is found by; `key` is its name in the file. */
export function resourceLabels(
  project: Pick<Project, "name" | "networks" | "volumes">,
  kind: "network" | "volume",
  key: string,
): Labels {
  return {
    [composeLabels.project]: project.name,
    [composeLabels[kind]]: key,
    [composeLabels.configHash]:
      kind === "network" ? networkHash(project.networks[key] ?? {}) : volumeHash(project.volumes[key] ?? {}),
    [composeLabels.version]: version,
  };
}
