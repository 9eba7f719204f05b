import { dirname } from "node:path";
import type { TaskNode } from "../graph.ts";
import type { FileDigests } from "./file-digests.ts";
import type { FileTree } from "./file-tree.ts";
import { parseGlob } from "./glob.ts";
import { changedNames, type NamedDigests } from "./task-key.ts";

/** The files that tasks are made of, as they are now. */
export class InputFiles {
  readonly #tree: FileTree;
  readonly #digests: FileDigests;
  /** By path, of what will be there. */
  readonly #expected = new Map<string, string>();

  constructor(tree: FileTree, digests: FileDigests) {
    this.#tree = tree;
    this.#digests = digests;
  }

  of({ task }: TaskNode): NamedDigests {
    const files = task.inputs?.files;
    if (files === undefined || files.length === 0) return [];
    return this.#tree.digests(files, this.#digest);
  }

  /** Counts a file as being there with this content, whatever is there now. */
  expect(path: string, digest: string): void {
    if (this.#digests.digest(path) === undefined) this.#tree.expect(path);
    this.#expected.set(path, digest);
  }

  /** Those that are not as they were; not what the task itself makes. */
  changed(node: TaskNode, before: NamedDigests): string[] {
    const changed = changedNames(before, this.of(node));
    if (changed.length === 0) return changed;
    const own = node.task.outputs.map((pattern) => parseGlob(pattern));
    return changed.filter((path) => !own.some((glob) => glob.matches(path)));
  }

  /** Where a change may concern these tasks, below the root; what is not there too. */
  directoriesOf(nodes: Iterable<TaskNode>): Set<string> {
    const directories = new Set(this.#tree.listed());
    for (const { task } of nodes)
      for (const pattern of task.inputs?.files ?? []) {
        const { literal } = parseGlob(pattern);
        if (literal !== undefined) directories.add(dirname(literal));
      }
    return directories;
  }

  readonly #digest = (path: string): string | undefined => this.#expected.get(path) ?? this.#digests.digest(path);
}
