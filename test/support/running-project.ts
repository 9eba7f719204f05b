import { configHash } from "../../src/compose/config-hash.ts";
import { planLines } from "../../src/compose/plan/plan.ts";
import { type UpOptions, upPlan } from "../../src/compose/plan/up-plan.ts";
import type { Project } from "../../src/compose/project.ts";
import type { ObservedContainer, ObservedProject } from "../../src/compose/state/observed-project.ts";
import { usualUp } from "../../src/compose/up-request.ts";

/** What `up` without flags asks of a plan. */
export const usual: UpOptions = { ...usualUp, imageIds: {} };

/** As if `up` had made the project before: every container runs, and all it needs is there. */
export function running(
  project: Project,
  changes: Partial<Record<string, Partial<ObservedContainer>>> = {},
): ObservedProject {
  const containers = Object.entries(project.services).map(([service, of]): ObservedContainer => {
    const dependsOn = Object.entries(of.depends_on ?? {}).map(
      ([name, { condition, restart = false }]) => `${name}:${condition}:${restart}`,
    );
    return {
      id: `${service}-id`,
      name: `shop-${service}-1`,
      service,
      number: 1,
      status: "running",
      health: undefined,
      exitCode: undefined,
      hash: configHash(of),
      imageId: "",
      dependsOn: dependsOn.join(","),
      networks: [],
      hasFiles: true,
      ...changes[service],
    };
  });
  const names = (section: Project["networks"] | Project["volumes"]) =>
    Object.entries(section).map(([key, { name = "" }]) => ({ name, project: "shop", key, hash: undefined }));
  return { containers, oneOffs: [], networks: names(project.networks), volumes: names(project.volumes) };
}

/** Its plan's lines. */
export const planned = (project: Project, observed: ObservedProject, options: Partial<UpOptions> = {}) =>
  planLines(upPlan(project, observed, { ...usual, ...options }));
