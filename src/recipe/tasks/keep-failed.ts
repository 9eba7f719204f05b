import { AsyncLocalStorage } from "node:async_hooks";
import type { ContainerNames } from "../../api/container-options.ts";
import type { ContainerKeeper, Disposal } from "../../api/disposal.ts";
import { labelKeys } from "../../container/record/labels.ts";
import { type ContainerSummary, listContainers } from "../../container/record/list.ts";
import { releaseStopped } from "../../container/stopped.ts";
import { keeperLabels } from "../../container/streams/keeper.ts";
import { ifPresent } from "../../container/wait.ts";
import type { Context } from "../../context.ts";
import type { TaskEvent } from "../../task-events.ts";

export interface KeptContainer {
  readonly task: string;
  readonly container: ContainerSummary;
}

/**
 * `--keep` and `--shell`: nobody knows whether a container's task will fail when its block ends, so none goes before the task has. Those of
 * a task that failed stay, with the services that it used; those of any other go then.
 */
export class KeptContainers implements ContainerKeeper {
  readonly #tasks = new AsyncLocalStorage<string>();
  /** What each task has made and used, in that order, with the removal of those that it is done with. */
  readonly #byTask = new Map<string, Map<string, Disposal | undefined>>();
  readonly #failed = new Set<string>();
  #removals: Promise<void>[] = [];

  enter<T>(task: string, act: () => T): T {
    return this.#tasks.run(task, act);
  }

  made({ id }: ContainerNames): void {
    const own = this.#own();
    if (own !== undefined && !own.has(id)) own.set(id, undefined);
  }

  take(disposal: Disposal): boolean {
    const own = this.#own();
    own?.set(disposal.id, disposal);
    return own !== undefined || this.#isKept(disposal.id);
  }

  report(event: TaskEvent): void {
    if (event.type === "task.started" || event.type === "task.retried") this.#release(event.task);
    if (event.type !== "task.finished") return;
    if (event.outcome === "failed") this.#failed.add(event.task);
    else this.#release(event.task);
  }

  /** Those of failed tasks that are still there, once all others have gone. */
  async containers(context: Context): Promise<readonly KeptContainer[]> {
    await this.#removed();
    const found: KeptContainer[] = [];
    const wanted = [...this.#failed].flatMap((task) =>
      [...(this.#byTask.get(task)?.keys() ?? [])].map((id) => ({ task, id })),
    );
    if (wanted.length === 0) return [];
    const all = new Map((await listContainers(context, { all: true })).map((each) => [each.id, each]));
    for (const { task, id } of wanted) {
      const container = all.get(id);
      if (container === undefined || found.some((other) => other.container.id === id)) continue;
      found.push({ task, container });
    }
    return found;
  }

  /** From now on they are the user's. What has exited gives back its address and its ports. */
  async hand(context: Context, kept: readonly KeptContainer[]): Promise<void> {
    const { engine } = context;
    for (const { task, container } of kept) {
      const { id, status } = container;
      const labels = { [labelKeys.autoRemove]: "false", ...keeperLabels({ detach: true }), [labelKeys.kept]: task };
      await ifPresent(engine.containers.update(id, { labels }));
      if (status === "exited") await releaseStopped(context, id);
    }
  }

  /** Removes those too. */
  async release(): Promise<void> {
    for (const task of this.#failed) this.#release(task);
    await this.#removed();
  }

  #own(): Map<string, Disposal | undefined> | undefined {
    const task = this.#tasks.getStore();
    if (task === undefined) return undefined;
    const own = this.#byTask.get(task) ?? new Map<string, Disposal | undefined>();
    this.#byTask.set(task, own);
    return own;
  }

  #isKept(id: string): boolean {
    return [...this.#failed].some((task) => this.#byTask.get(task)?.has(id));
  }

  #release(task: string): void {
    const own = [...(this.#byTask.get(task)?.values() ?? [])];
    this.#byTask.delete(task);
    this.#failed.delete(task);
    // One of a service that a task which failed has used, too, stays.
    const disposals = own.flatMap((disposal) =>
      disposal === undefined || this.#isKept(disposal.id) ? [] : [disposal],
    );
    this.#removals.push(...disposals.map((disposal) => disposal.remove()));
  }

  async #removed(): Promise<void> {
    const removals = this.#removals;
    this.#removals = [];
    await Promise.all(removals);
  }
}

/** What is said of them, with the command that enters each. */
export function keptText(kept: readonly KeptContainer[]): string {
  if (kept.length === 0) return "kept: the failed task has no containers\n";
  const lines = kept.map(({ task, container: { name, status, exitCode } }) => {
    const enter =
      status === "running"
        ? `nerdsh exec -it ${name} sh`
        : `nerdsh commit ${name} failed && nerdsh run -it --rm --entrypoint sh failed`;
    const how = status === "exited" ? `exited with status ${exitCode}` : status;
    return `kept of ${task}: ${name}, ${how}\n  ${enter}\n`;
  });
  return `${lines.join("")}nerdsh rm -fv ${kept.map(({ container }) => container.name).join(" ")} removes them\n`;
}
