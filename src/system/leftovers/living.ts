import { containerOf } from "../../container/interrupted-start.ts";
import { ifPresent } from "../../container/wait.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { TaskState } from "../../engine/tasks.ts";
import type { UndoRecord } from "../../store/undo-stack.ts";
import { type HostProcess, hostProcesses } from "../host-processes.ts";
import type { Scene } from "./leftover.ts";

interface InNamespace {
  readonly containers: ReadonlyMap<string, StoredContainer>;
  readonly tasks: ReadonlyMap<string, TaskState>;
  /** `<type> <id>` of everything that a lease keeps. */
  readonly leased: ReadonlySet<string>;
}

/** What there is at one moment, and who is at work: whatever belongs to it is no leftover. */
export class Living {
  readonly #namespaces: ReadonlyMap<string, InNamespace>;
  readonly #ids: ReadonlySet<string>;
  readonly #shortIds: ReadonlySet<string>;
  readonly #busy: ReadonlySet<string>;
  readonly #interrupted: ReadonlySet<string>;
  readonly processes: readonly HostProcess[];

  private constructor(
    namespaces: ReadonlyMap<string, InNamespace>,
    { busy, interrupted }: { busy: readonly string[]; interrupted: readonly string[] },
    processes: readonly HostProcess[],
  ) {
    this.#namespaces = namespaces;
    const containerIds = [...namespaces.values()].flatMap(({ containers }) => [...containers.keys()]);
    this.#ids = new Set([...busy, ...interrupted, ...containerIds]);
    this.#shortIds = new Set([...this.#ids].map((id) => id.slice(0, 12)));
    this.#busy = new Set(busy);
    this.#interrupted = new Set(interrupted);
    this.processes = processes;
  }

  /**
   * Operations under way first, then records: one that ends in between has its record by then. `processes` come
   * first of all, as a client that has ended has left nothing unfinished.
   */
  static async read(scene: Scene): Promise<Living> {
    const { engine, journal, signal, namespaces } = scene;
    const processes = hostProcesses();
    const [active, abandoned] = [await journal.active(), await journal.abandoned()];
    const read = namespaces.map(async (name): Promise<[string, InNamespace]> => {
      const inside = engine.inNamespace(name);
      const [containers, tasks, leases] = await Promise.all([
        inside.containers.list([], { signal }),
        inside.tasks.list({ signal }),
        inside.leases.list([], { signal }),
      ]);
      // A lease may have ended meanwhile; one that cannot be read may keep anything.
      const resources = await Promise.all(leases.map(({ id }) => ifPresent(inside.leases.resources(id, { signal }))));
      const leased = new Set(resources.flatMap((all = []) => all.map(({ type, id }) => `${type} ${id}`)));
      return [name, { containers: new Map(containers.map((container) => [container.id, container])), tasks, leased }];
    });
    const operations = { busy: idsIn(active), interrupted: idsIn(abandoned) };
    return new Living(new Map(await Promise.all(read)), operations, processes);
  }

  container(namespace: string, id: string): StoredContainer | undefined {
    return this.#namespaces.get(namespace)?.containers.get(id);
  }

  containers(namespace: string): readonly StoredContainer[] {
    return [...(this.#namespaces.get(namespace)?.containers.values() ?? [])];
  }

  task(namespace: string, id: string): TaskState | undefined {
    return this.#namespaces.get(namespace)?.tasks.get(id);
  }

  taskIds(namespace: string): readonly string[] {
    return [...(this.#namespaces.get(namespace)?.tasks.keys() ?? [])];
  }

  isLeased(namespace: string, type: string, id: string): boolean {
    return this.#namespaces.get(namespace)?.leased.has(`${type} ${id}`) ?? false;
  }

  /** Whether an operation on the container is under way, or was interrupted: then that is a leftover, with all that it made. */
  isBusy(id: string): boolean {
    return this.#busy.has(id) || this.#interrupted.has(id);
  }

  /** Whether an id, or its first 12 digits, is a container's or an operation's. */
  isKnown(id: string): boolean {
    return (id.length === 12 ? this.#shortIds : this.#ids).has(id);
  }

  /** Whether a nerdctl may be making what was last changed then: it makes files before the record, and keeps no journal. */
  isMaybeNerdctls(changedMs: number): boolean {
    return this.processes.some(
      ({ command, startMs }) =>
        command[0]?.endsWith("nerdctl") && command[1] !== "_NERDCTL_INTERNAL_LOGGING" && startMs <= changedMs,
    );
  }
}

/** The containers that operations are about. */
export function idsIn(operations: ReadonlyMap<string, readonly UndoRecord[]>): string[] {
  return [...operations.values()].flat().flatMap((record) => containerOf(record) ?? []);
}
