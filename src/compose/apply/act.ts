import { removeContainer } from "../../container/remove.ts";
import { restartContainer } from "../../container/restart.ts";
import { startContainer } from "../../container/start.ts";
import { killContainer, stopContainer } from "../../container/stop.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { Action } from "../plan/plan.ts";
import { type ApplyContext, ofService, type StepContext, shown } from "./apply-context.ts";
import { awaitCondition } from "./awaited-condition.ts";
import { recordOf } from "./container-record.ts";
import { runHooks, runStopHooks } from "./hooks.ts";
import { makeContainer } from "./made-container.ts";
import { callProvider } from "./provider.ts";
import { recreate } from "./recreate.ts";
import {
  createProjectNetwork,
  createProjectVolume,
  removeProjectImage,
  removeProjectNetwork,
  removeProjectVolume,
} from "./resources.ts";

/** Does one step of a plan, and decides nothing. A container that it makes is not started before its `turn`, where it has one. */
export async function act(apply: StepContext, action: Action, turn?: () => Promise<void>): Promise<void> {
  switch (action.kind) {
    case "create-network":
      return await shown(apply, { part: "network", name: action.name, states: ["creating", "created"] }, () =>
        createProjectNetwork(apply, action.key),
      );
    case "create-volume":
      return await shown(apply, { part: "volume", name: action.name, states: ["creating", "created"] }, () =>
        createProjectVolume(apply, action.key),
      );
    case "remove-network":
      return await shown(apply, { part: "network", name: action.name, states: ["removing", "removed"] }, () =>
        removeProjectNetwork(apply, action.name),
      );
    case "remove-volume":
      return await shown(apply, { part: "volume", name: action.name, states: ["removing", "removed"] }, () =>
        removeProjectVolume(apply, action.name),
      );
    case "remove-image":
      return await shown(apply, { part: "image", name: action.name, states: ["removing", "removed"] }, () =>
        removeProjectImage(apply, action.name),
      );
    default:
      try {
        await actOnContainer(apply, action, turn);
      } catch (error) {
        throw ofService(action.service, error);
      }
  }
}

type ContainerAction = Extract<Action, { readonly service: string }>;

async function actOnContainer(
  apply: StepContext,
  action: ContainerAction,
  turn: (() => Promise<void>) | undefined,
): Promise<void> {
  const { context } = apply;
  switch (action.kind) {
    case "create":
      return await shown(apply, { part: "container", name: action.name, states: ["creating", "created"] }, () =>
        makeContainer(apply, { ...action, start: false }),
      );
    case "run": {
      const part = { part: "container", name: action.name } as const;
      const announced = async () => {
        await turn?.();
        context.emit({ type: "compose.progress", project: apply.project.name, ...part, state: "starting" });
      };
      return await shown(apply, { ...part, states: [turn ? "creating" : "starting", "started"] }, () =>
        makeContainer(apply, { ...action, start: true, turn: turn && announced }),
      );
    }
    case "recreate":
      return await shown(
        apply,
        { part: "container", name: action.name, states: ["recreating", action.start ? "started" : "recreated"] },
        () => recreate(apply, action),
      );
    case "start":
      return await shown(apply, { part: "container", name: action.name, states: ["starting", "started"] }, async () => {
        const container = await recordOf(apply, action);
        await startContainer(context, container, { attach: false, interactive: false });
        await runHooks(apply, { service: action.service, when: "post_start", id: container.id });
      });
    case "stop":
      return await shown(apply, { part: "container", name: action.name, states: ["stopping", "stopped"] }, async () =>
        stopWithHooks(apply, action, await recordOf(apply, action)),
      );
    case "restart":
      return await shown(
        apply,
        { part: "container", name: action.name, states: ["restarting", "started"] },
        async () => {
          const container = await recordOf(apply, action);
          await runStopHooks(apply, action.service, container);
          await restartContainer(context, container, { timeout: apply.timeout });
          await runHooks(apply, { service: action.service, when: "post_start", id: container.id });
        },
      );
    case "kill":
      return await shown(apply, { part: "container", name: action.name, states: ["killing", "killed"] }, async () =>
        killContainer(context, await recordOf(apply, action), action.signal),
      );
    case "remove":
      return await removeStopped(apply, action);
    case "provide": {
      const states = action.verb === "up" ? (["starting", "started"] as const) : (["removing", "removed"] as const);
      const variables = await shown(apply, { part: "service", name: action.name, states }, () =>
        callProvider(context, apply.project, action),
      );
      apply.provided.set(action.service, variables);
      return;
    }
    case "wait":
      return await awaitAll(apply, action);
  }
}

async function awaitAll(
  apply: ApplyContext,
  { names, condition, required }: Extract<Action, { kind: "wait" }>,
): Promise<void> {
  const { context } = apply;
  const done = condition === "service_healthy" ? "healthy" : "exited";
  const all = names.map((name) =>
    shown(apply, { part: "container", name, states: ["waiting", done] }, () =>
      awaitCondition(context, name, condition),
    ),
  );
  try {
    await Promise.all(all);
  } catch (error) {
    if (required || context.signal.aborted) throw error;
    const message = `optional ${error instanceof Error ? error.message : String(error)}`;
    context.emit({ type: "warning", code: "COMPOSE", message });
  }
}

async function removeStopped(apply: ApplyContext, action: Extract<Action, { kind: "remove" }>): Promise<void> {
  const { context, observed } = apply;
  const { name, service, id, isStopped = false } = action;
  const container = await recordOf(apply, action);
  const isAlive = observed.summaries.some(
    (each) => each.id === id && each.status !== "exited" && each.status !== "created",
  );
  if (isAlive && !isStopped) {
    await shown(apply, { part: "container", name, states: ["stopping", "stopped"] }, () =>
      stopWithHooks(apply, { service, isToGo: true }, container),
    );
  }
  await shown(apply, { part: "container", name, states: ["removing", "removed"] }, () =>
    removeContainer(context, container, { force: true, volumes: apply.removeVolumes === true }),
  );
}

async function stopWithHooks(
  apply: ApplyContext,
  { service, isToGo = false }: { readonly service: string; readonly isToGo?: boolean },
  container: StoredContainer,
): Promise<void> {
  await runStopHooks(apply, service, container);
  // A stop alone is told of what runs by then: it may come minutes after the look.
  const task = isToGo ? apply.observed.summaries.find(({ id }) => id === container.id)?.task : undefined;
  await stopContainer(apply.context, container, { timeout: apply.timeout, isToGo, task });
}
