import type { Project } from "../project.ts";

/** A project of which nothing but the name is known: its containers say by their labels what they belong to. */
export function namedProject(name: string, workingDir: string): Project {
  return {
    name,
    workingDir,
    files: [],
    envFiles: [],
    environment: {},
    profiles: [],
    services: {},
    disabledServices: {},
    networks: {},
    volumes: {},
    secrets: {},
    configs: {},
    models: {},
    extensions: {},
  };
}
