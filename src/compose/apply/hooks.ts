import { execProcess } from "../../container/exec.ts";
import { findContainer } from "../../container/record/lookup.ts";
import { attachedOutput } from "../../container/streams/collect-output.ts";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import type { Hook, Project } from "../project.ts";
import type { ApplyContext } from "./apply-context.ts";

interface HookMoment {
  readonly service: string;
  readonly when: "post_start" | "pre_stop";
  readonly id: string;
}

/** Runs a service's commands in its container, one after the other. Throws COMMAND_FAILED with what one wrote to stderr. */
export async function runHooks(
  { context, project }: { readonly context: Context; readonly project: Pick<Project, "services"> },
  { service, when, id }: HookMoment,
): Promise<void> {
  for (const hook of project.services[service]?.[when] ?? []) await runHook(context, { hook, when, id });
}

/** Runs one command in a container. Throws COMMAND_FAILED with what it wrote to stderr. */
export async function runHook(
  context: Context,
  { hook, when, id }: { hook: Hook; when: string; id: string },
): Promise<void> {
  const { command = [], environment = {}, user, privileged = false, working_dir: workdir } = hook;
  const container = await findContainer(context, id);
  const process = await execProcess(context, container, {
    command,
    env: environment,
    envFile: [],
    privileged,
    user: user || undefined,
    workdir: workdir || undefined,
    tty: false,
    interactive: false,
    detach: false,
  });
  try {
    const { streams, exit, execId } = process;
    if (streams === undefined) return;
    const { exitCode, stderr } = await attachedOutput(context, { id, execId }, { streams, exit }, {});
    if (exitCode === 0) return;
    throw new NerdError("COMMAND_FAILED", `${when} hook ${command.join(" ")} ended with status ${exitCode}`, {
      stderr: new TextDecoder().decode(stderr),
    });
  } finally {
    await process.finish();
  }
}

/** `pre_stop` of a container that runs. */
export async function runStopHooks(apply: ApplyContext, service: string, { id }: StoredContainer): Promise<void> {
  const isRunning = apply.observed.summaries.some((each) => each.id === id && each.status === "running");
  if (isRunning) await runHooks(apply, { service, when: "pre_stop", id });
}
