import type { Project, ProjectSecret, Service } from "../project.ts";
import { composeFile } from "../shape/project-shape.ts";
import type { TreeMap } from "../tree.ts";
import type { DiscoveredProject } from "./discovery.ts";
import { secretContent } from "./given-environment.ts";

/** The typed model of a loaded tree, all services among `services`. */
export function bindProject(tree: TreeMap, name: string, found: DiscoveredProject): Project {
  const file = composeFile.decode(tree, []);
  const extensions = Object.entries(tree).filter(([key]) => key.startsWith("x-"));
  return {
    name,
    workingDir: found.workingDir,
    files: found.files,
    envFiles: found.envFiles,
    environment: { ...found.environment, COMPOSE_PROJECT_NAME: name },
    profiles: found.profiles,
    services: file.services ?? {},
    disabledServices: {},
    networks: file.networks ?? {},
    volumes: file.volumes ?? {},
    secrets: mapValues(file.secrets ?? {}, withContent),
    configs: file.configs ?? {},
    models: file.models ?? {},
    extensions: Object.fromEntries(extensions),
  };
}

function withContent(secret: Project["secrets"][string]): ProjectSecret {
  const { [secretContent]: content, ...rest } = secret;
  return typeof content === "string" ? { ...rest, content } : rest;
}

export function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

/** All services of a project, active or not. */
export function allServices(project: Project): Readonly<Record<string, Service>> {
  return { ...project.services, ...project.disabledServices };
}
