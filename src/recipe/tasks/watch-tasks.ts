import { dirname, join } from "node:path";
import { WatchedDirectories } from "../../store/watched-directories.ts";
import type { LocalCache } from "../../task/cache/local-cache.ts";
import { recipeTexts } from "../../task/cache/recipe-code.ts";
import { sha256 } from "../../task/cache/task-key.ts";
import type { TaskGraph } from "../../task/graph.ts";
import type { TaskRun } from "../../task/task-run.ts";

const shownNames = 3;

/** What `--watch` does beside a run: it starts again what a change concerns. */
export interface TaskWatch extends Disposable {
  /** Soon after a task has begun: what it is made of is known, and watched from then on. */
  refresh(): void;
}

export interface TaskWatchOptions {
  readonly graph: TaskGraph;
  readonly cache: Pick<LocalCache, "forget" | "changedInputs" | "directoriesOf">;
  readonly root: string;
  readonly run: Pick<TaskRun, "restart">;
  onError(error: unknown): void;
}

export function watchTasks({ graph, cache, root, run, onError }: TaskWatchOptions): TaskWatch {
  const nodes = [...graph.values()];
  const look = () => {
    cache.forget();
    const changed = new Map<string, string>();
    for (const node of nodes) {
      const paths = cache.changedInputs(node);
      if (paths.length > 0) changed.set(node.id, changeText(paths));
    }
    if (changed.size > 0) run.restart(changed);
  };
  const watched = new WatchedDirectories(() => {
    try {
      // Again as long as there are directories that were not watched while they were looked into.
      do look();
      while (watched.watch([...cache.directoriesOf(nodes)].map((directory) => join(root, directory))));
    } catch (error) {
      onError(error);
    }
  });
  return { refresh: () => watched.tell(), [Symbol.dispose]: () => watched[Symbol.dispose]() };
}

/** Calls once, when the recipe, or a module that it imports, has another text. */
export function watchRecipe(recipe: string, onChange: () => void): Disposable {
  let { digest, directories } = recipeState(recipe);
  const watched = new WatchedDirectories(() => {
    const now = recipeState(recipe);
    directories = now.directories;
    watched.watch(directories);
    if (now.digest === digest) return;
    digest = now.digest;
    onChange();
  });
  watched.watch(directories);
  return watched;
}

function recipeState(recipe: string): { readonly digest: string; readonly directories: readonly string[] } {
  try {
    const texts = recipeTexts(recipe);
    return { digest: sha256(JSON.stringify([...texts])), directories: [...texts.keys()].map((file) => dirname(file)) };
  } catch {
    return { digest: "gone", directories: [dirname(recipe)] }; // Between the two steps of an editor's save.
  }
}

function changeText(paths: readonly string[]): string {
  const more = paths.length > shownNames ? `, and ${paths.length - shownNames} more` : "";
  return `changed: ${paths.slice(0, shownNames).join(", ")}${more}`;
}
