import type { composeFile } from "./shape/project-shape.ts";
import type { DeviceRequest, FileMount, Ulimit } from "./shape/resource-shapes.ts";
import type { InputOf, ModelOf } from "./shape/shape.ts";
import type { Tree } from "./tree.ts";

export type { DeviceRequest, FileMount, Ulimit };

type File = ModelOf<typeof composeFile>;
type Part<Section extends keyof File> = NonNullable<File[Section]> extends Record<string, infer One> ? One : never;

/**
 * One service, with the specification's own names, in long form only: ports are expanded, paths absolute, variables filled in.
 * Sizes are bytes, durations milliseconds. An attribute that nobody has written is absent.
 */
export type Service = Part<"services">;
export type Build = NonNullable<Service["build"]>;
/** By the name of the service that is waited for. */
export type Dependencies = NonNullable<Service["depends_on"]>;
export type Port = NonNullable<Service["ports"]>[number];
/** One of a service's `volumes`. */
export type Mount = NonNullable<Service["volumes"]>[number];
export type Trigger = NonNullable<NonNullable<Service["develop"]>["watch"]>[number];
export type Hook = NonNullable<Service["post_start"]>[number];
/** How a service is in one of its networks; `null` where nothing is said. */
export type Endpoint = NonNullable<Service["networks"]>[string];

export type ProjectNetwork = Part<"networks">;
export type ProjectVolume = Part<"volumes">;
export type ProjectSecret = Part<"secrets"> & {
  /** What the variable of `environment` holds; never printed. */
  readonly content?: string;
};
export type ProjectConfig = Part<"configs">;
export type ProjectModel = Part<"models">;

type ByName<Value> = Readonly<Record<string, Value>>;

/** A project as all commands see it: files merged, profiles applied, what no service needs left out. */
export interface Project {
  readonly name: string;
  /** Absolute; where relative paths of the first file start. */
  readonly workingDir: string;
  /** Absolute, in the order in which they were merged; `-` is the standard input. */
  readonly files: readonly string[];
  /** Those of `--env-file`, as written; empty where only `.env` was read. */
  readonly envFiles: readonly string[];
  /** What interpolation saw: the caller's variables over those of the env files. */
  readonly environment: ByName<string>;
  readonly profiles: readonly string[];
  readonly services: ByName<Service>;
  /** Services whose profiles are not active. */
  readonly disabledServices: ByName<Service>;
  readonly networks: ByName<ProjectNetwork>;
  readonly volumes: ByName<ProjectVolume>;
  readonly secrets: ByName<ProjectSecret>;
  readonly configs: ByName<ProjectConfig>;
  readonly models: ByName<ProjectModel>;
  /** Top-level attributes whose names begin with `x-`. */
  readonly extensions: ByName<Tree>;
}

/** A project that is written in TypeScript instead of YAML: short and long forms, as in a file. */
export interface ProjectInput extends InputOf<typeof composeFile> {}

/** How many containers a service has: `scale` before `deploy.replicas`, and 1 where nothing is said. */
export function replicasOf(service: Service): number {
  return service.scale ?? service.deploy?.replicas ?? 1;
}
