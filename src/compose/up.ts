import type { Context } from "../context.ts";
import type { ApplyContext } from "./apply/apply-context.ts";
import { applyPlan } from "./apply/apply-plan.ts";
import { awaitRunning } from "./apply/awaited-project.ts";
import { lockProject } from "./apply/project-lock.ts";
import { refuseLimits } from "./apply/refused-attributes.ts";
import { haveImages, type ImagesOptions } from "./images.ts";
import type { Separator } from "./names.ts";
import type { Plan } from "./plan/plan.ts";
import { inStartOrder } from "./plan/service-order.ts";
import { type UpOptions, upPlan } from "./plan/up-plan.ts";
import type { Project } from "./project.ts";
import { observe } from "./state/observe.ts";

export interface UpRequest extends Omit<UpOptions, "imageIds" | "separator">, Omit<ImagesOptions, "services"> {
  readonly renewVolumes: boolean;
  /** Seconds until a container that is replaced is killed; its own where undefined. */
  readonly timeout: number | undefined;
  readonly parallel: number;
  readonly dryRun: boolean;
  /** Resolves once all run, and are healthy where that is checked. */
  readonly wait: boolean;
  /** Seconds. */
  readonly waitTimeout: number | undefined;
  readonly separator?: Separator;
}

/** What `up` without flags asks for. */
const usualUp: UpRequest = {
  services: [],
  scale: {},
  recreate: "changed",
  recreateDependencies: false,
  noDependencies: false,
  start: true,
  removeOrphans: false,
  build: "missing",
  pull: undefined,
  quietPull: false,
  renewVolumes: false,
  timeout: undefined,
  parallel: -1,
  dryRun: false,
  wait: false,
  waitTimeout: undefined,
};

/**
 * Makes the project what its files describe: images, networks, volumes and containers, those that changed anew, the rest untouched. Resolves once
 * all that was started runs. Can be run again wherever it was cut short. Gives the plan, which a dry run only prints.
 */
export async function up(context: Context, project: Project, request: Partial<UpRequest> = {}): Promise<Plan> {
  const options = { ...usualUp, ...request };
  const { separator = "-", dryRun } = options;
  refuseLimits(context, project);
  const services = inStartOrder(project).filter(
    (name) => !options.noDependencies || options.services.length === 0 || options.services.includes(name),
  );
  await using _lock = dryRun ? undefined : await lockProject(context, project.name);
  const [imageIds, observed] = await Promise.all([
    haveImages(context, project, { ...options, services, dryRun }),
    observe(context, project.name),
  ]);
  const plan = upPlan(project, observed, { ...options, imageIds, separator });
  for (const message of plan.foreign) context.emit({ type: "warning", code: "COMPOSE", message });
  warnOfOrphans(context, plan);
  if (dryRun) return plan;
  const apply: ApplyContext = {
    ...{ context, project, observed, provided: new Map(), imageIds, separator },
    timeout: options.timeout,
    renewVolumes: options.renewVolumes,
  };
  await applyPlan(apply, plan, options.parallel);
  if (options.wait) await awaitRunning(apply, options.waitTimeout);
  return plan;
}

/** docker compose's warning: such containers may be there by a file that was renamed. */
export function warnOfOrphans({ emit }: Pick<Context, "emit">, { orphans }: Plan): void {
  if (orphans.length === 0) return;
  const message = `orphan containers of this project: ${orphans.join(", ")}; --remove-orphans takes them away`;
  emit({ type: "warning", code: "COMPOSE", message });
}
