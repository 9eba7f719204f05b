import { randomBytes } from "node:crypto";
import type { CreateOptions } from "../../container/record/create-options.ts";
import { type RunEnd, runDetached, runForeground } from "../../container/run-attached.ts";
import { defaultDetachKeys } from "../../container/streams/detach-keys.ts";
import type { Context } from "../../context.ts";
import { localImage } from "../../image/image.ts";
import { normalName } from "../../image/reference.ts";
import { awaitCondition } from "../apply/awaited-condition.ts";
import { withFiles } from "../apply/made-container.ts";
import { serviceContainer } from "../known/known-project.ts";
import { containerNameOf, imageNameOf, type Separator } from "../names.ts";
import type { Project } from "../project.ts";
import { containerOptions } from "../service/container-options.ts";
import { projectContainers } from "../state/observe.ts";
import { up } from "../up.ts";
import type { UpRequest } from "../up-request.ts";
import { type OneOffRequest, oneOffOptions, oneOffProject } from "./one-off-options.ts";

export interface RunOnceRequest
  extends OneOffRequest,
    Pick<UpRequest, "build" | "pull" | "quietPull" | "removeOrphans" | "parallel" | "dryRun"> {
  readonly name: string | undefined;
  readonly noDeps: boolean;
  readonly detach: boolean;
  readonly separator: Separator;
}

/** How it ended, or what a dry run would do, a line each. */
export type RunOnceEnd = RunEnd & { readonly planned?: readonly string[] };

/** Runs a service once, beside its other containers: what it needs is made and started as `up` does, then its container, whose end is the command's. */
export async function runOnce(context: Context, project: Project, request: RunOnceRequest): Promise<RunOnceEnd> {
  const { service, noDeps, separator, dryRun, detach } = request;
  const slug = randomBytes(6).toString("hex");
  const name = request.name ?? [project.name, service, "run", slug].join(separator);
  const needs = neededProject(project, service);
  const { steps } = await up(context, needs.project, {
    ...upRequest(request),
    services: [needs.name],
    noDependencies: noDeps,
  });
  if (dryRun) return { exitCode: 0, planned: [...steps.map(({ id }) => id), `run ${name}`] };
  if (!noDeps) await awaitDependencies(context, project, service);
  const options = await createOptions(context, oneOffProject(project, request), { request, name, slug });
  if (detach) return await runDetached(context, options);
  return await runForeground(context, { ...options, attach: [], detachKeys: defaultDetachKeys, sigProxy: true });
}

function upRequest({ build, pull, quietPull, removeOrphans, parallel, dryRun, separator }: RunOnceRequest) {
  return { build, pull, quietPull, removeOrphans, parallel, dryRun, separator };
}

/**
 * The project as `up` is to make it before: a service of which there are no containers takes the place of the one that is run, so that its image,
 * networks, volumes and dependencies come, and its own containers stay as they are.
 */
function neededProject(project: Project, service: string): { project: Project; name: string } {
  const { container_name: _name, ...own } = project.services[service] ?? {};
  const name = `${service} (run)`;
  const { [service]: _own, ...others } = project.services;
  const stand = { ...own, image: imageNameOf(project, service, own), scale: 0 };
  return {
    name,
    project: {
      ...project,
      services: { ...others, [name]: stand },
      disabledServices: { ...project.disabledServices, ...(project.services[service] && { [service]: own }) },
    },
  };
}

/** As each `condition` has it; of one that is not required, and is not there, nothing is waited for. */
async function awaitDependencies(context: Context, project: Project, service: string): Promise<void> {
  const dependencies = Object.entries(project.services[service]?.depends_on ?? {});
  const conditional = dependencies.filter(([, { condition = "service_started" }]) => condition !== "service_started");
  if (conditional.length === 0) return;
  const containers = (await projectContainers(context, project.name)).map(serviceContainer);
  await Promise.all(
    conditional.flatMap(([dependency, { condition = "service_started", required = true }]) =>
      containers
        .filter((each) => each.service === dependency && !each.isOneOff)
        .map(async ({ id }) => {
          try {
            await awaitCondition(context, id, condition);
          } catch (error) {
            if (required || context.signal.aborted) throw error;
            const message = `optional ${error instanceof Error ? error.message : String(error)}`;
            context.emit({ type: "warning", code: "COMPOSE", message });
          }
        }),
    ),
  );
}

async function createOptions(
  context: Context,
  project: Project,
  { request, name, slug }: { readonly request: RunOnceRequest; readonly name: string; readonly slug: string },
): Promise<CreateOptions> {
  const { service, separator, useAliases } = request;
  const image = await localImage(context, normalName(imageNameOf(project, service, project.services[service] ?? {})));
  const owner = (other: string) =>
    containerNameOf(project, [other, project.services[other] ?? {}], { number: 1, separator });
  const part = {
    service,
    number: 1,
    name,
    imageId: image?.configDigest ?? "",
    owner,
    oneOff: true,
    aliases: useAliases,
  };
  const options = await withFiles(project, service, containerOptions(project, part));
  return oneOffOptions(options, request, slug);
}
