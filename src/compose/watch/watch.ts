import { join, posix } from "node:path";
import { syncFiles } from "../../container/copy/sync.ts";
import type { Context } from "../../context.ts";
import { WatchedDirectories } from "../../store/watched-directories.ts";
import { shown } from "../apply/apply-context.ts";
import { runHook } from "../apply/hooks.ts";
import { isUp, readKnownProject, type ServiceContainer } from "../known/known-project.ts";
import { applyVerb } from "../lifecycle.ts";
import type { Project } from "../project.ts";
import { up } from "../up.ts";
import { type RuleChanges, reactions, type ServiceReaction } from "./watch-plan.ts";
import { type WatchRule, watchRules } from "./watch-rule.ts";
import { changesBetween, type WatchedTree, watchedTree } from "./watched-tree.ts";

export interface WatchRequest {
  /** Those that have rules where none is named. */
  readonly services: readonly string[];
  /** Shows nothing of builds. */
  readonly quiet: boolean;
}

/** Whatever is shown stands among the project's own output. */
function asLines(context: Context, { quiet }: Pick<WatchRequest, "quiet">): Context {
  return {
    ...context,
    emit: (event) => {
      if (event.type === "compose.progress") context.emit({ ...event, isLine: true });
      else if (!quiet || !event.type.startsWith("build.")) context.emit(event);
    },
  };
}

/**
 * Does what `develop.watch` says whenever files change, until the signal aborts. What fails is told as a warning, and the watching goes on.
 * Throws UNKNOWN_SERVICE, INVALID_VALUE where nothing is to be watched, and in the end the signal's reason.
 */
export async function watchProject(outer: Context, project: Project, request: WatchRequest): Promise<never> {
  const rules = watchRules(project, request.services);
  const context = asLines(outer, request);
  const { signal } = context;
  const trees = new Map<WatchRule, WatchedTree>(rules.map((rule) => [rule, watchedTree(rule)]));
  let wake = () => {};
  let isPending = false;
  const tell = () => {
    isPending = true;
    wake();
  };
  using watched = new WatchedDirectories(tell);
  const follow = () => watched.watch([...trees.values()].flatMap(({ directories }) => directories));
  const look = (): RuleChanges[] =>
    rules.map((rule) => {
      const now = watchedTree(rule);
      const changes = changesBetween(trees.get(rule)!, now);
      trees.set(rule, now);
      return { rule, ...changes };
    });
  follow();
  signal.addEventListener("abort", tell, { once: true });
  await reactTo(context, project, initialChanges(trees));
  for (const service of new Set(rules.map((rule) => rule.service))) {
    context.emit({
      type: "compose.progress",
      project: project.name,
      part: "service",
      name: service,
      state: "watching",
    });
  }
  while (!signal.aborted) {
    if (!isPending) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    isPending = false;
    if (signal.aborted) break;
    try {
      const changes = look();
      // Something may have changed in a directory before it was watched.
      if (follow()) watched.tell();
      await reactTo(context, project, changes);
    } catch (error) {
      if (signal.aborted) break;
      warn(context, error);
    }
  }
  throw signal.reason;
}

/** All files, of rules that want so. */
function initialChanges(trees: ReadonlyMap<WatchRule, WatchedTree>): RuleChanges[] {
  return [...trees]
    .filter(([{ trigger }]) => trigger.initial_sync && trigger.action?.startsWith("sync"))
    .map(([rule, { files }]) => ({ rule, changed: [...files.keys()], removed: [] }));
}

async function reactTo(context: Context, project: Project, changes: readonly RuleChanges[]): Promise<void> {
  for (const reaction of reactions(changes)) {
    try {
      await react(context, project, reaction);
    } catch (error) {
      if (context.signal.aborted) throw error;
      warn(context, error);
    }
  }
}

async function react(context: Context, project: Project, reaction: ServiceReaction): Promise<void> {
  const { service, isRebuilt, isRestarted, synced, executed } = reaction;
  const services = [service];
  if (isRebuilt) {
    await up(context, project, { services, build: "always", noDependencies: true });
    return;
  }
  if (synced.length > 0) await sync(context, project, reaction);
  for (const { trigger } of executed) {
    for (const { id } of await running(context, project, service)) {
      await runHook(context, { hook: trigger.exec ?? {}, when: "sync+exec", id });
    }
  }
  if (isRestarted) await applyVerb(context, project, "restart", { services });
}

async function sync(context: Context, project: Project, { service, synced }: ServiceReaction): Promise<void> {
  const written = new Map<string, string>();
  const removed: string[] = [];
  for (const { rule, changed, removed: gone } of synced) {
    const { target = "/" } = rule.trigger;
    for (const path of changed) written.set(posix.join(target, path), join(rule.path, path));
    for (const path of gone) removed.push(posix.join(target, path));
  }
  const left = removed.filter((path) => !written.has(path));
  await Promise.all(
    (await running(context, project, service)).map(({ name, summary }) =>
      shown({ context, project }, { part: "container", name, states: ["syncing", "synced"] }, () =>
        syncFiles(context, summary.container, { written, removed: left }),
      ),
    ),
  );
}

async function running(context: Context, project: Project, service: string): Promise<ServiceContainer[]> {
  const { containers } = await readKnownProject(context, { name: project.name, project });
  return containers.filter((each) => each.service === service && !each.isOneOff && isUp(each));
}

/** What fails is told, and the rest goes on. */
export function warn({ emit }: Pick<Context, "emit">, error: unknown): void {
  emit({ type: "warning", code: "COMPOSE", message: error instanceof Error ? error.message : String(error) });
}
