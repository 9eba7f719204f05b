import type { HealthStatus } from "../../container/health/health-state.ts";
import type { ContainerStatus } from "../../container/record/status.ts";
import { composeLabels } from "../labels.ts";

/** A project as it is at this moment, in plain data: what a plan starts from. */
export interface ObservedProject {
  /** Those of services, by number; what `compose run` has made is not among them. */
  readonly containers: readonly ObservedContainer[];
  /** What `compose run` has made. */
  readonly oneOffs: readonly ObservedContainer[];
  /** Names of all networks and volumes there are, whoever they belong to. */
  readonly networks: readonly ObservedResource[];
  readonly volumes: readonly ObservedResource[];
}

export interface ObservedContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly number: number;
  readonly status: ContainerStatus;
  readonly health: HealthStatus | undefined;
  readonly exitCode: number | undefined;
  /** Of the service that it was made from. */
  readonly hash: string;
  /** Of the image that it was made from; empty where nobody wrote it down. */
  readonly imageId: string;
  /** `db:service_healthy:false,…` */
  readonly dependsOn: string;
  /** Names of those that it is in whenever it runs. */
  readonly networks: readonly string[];
  /** Whether its files of configs and secrets are there, which live in memory. */
  readonly hasFiles: boolean;
}

/** Whether nothing of it runs, nor will by its policy. */
export function isStopped({ status }: Pick<ObservedContainer, "status">): boolean {
  return status === "exited" || status === "created";
}

export interface ObservedResource {
  readonly name: string;
  /** The one that made it, by its labels; undefined where that was none. */
  readonly project: string | undefined;
  /** Its name in that project's file. */
  readonly key: string | undefined;
  /** Of what the file said when it was made; undefined where nobody wrote it down. */
  readonly hash: string | undefined;
}

/** What the labels of a network or volume say. */
export function observedResource(
  kind: "network" | "volume",
  name: string,
  labels: Readonly<Record<string, string>> = {},
): ObservedResource {
  return {
    name,
    project: labels[composeLabels.project],
    key: labels[composeLabels[kind]],
    hash: labels[composeLabels.configHash],
  };
}
