import { ifPresent } from "../container/wait.ts";
import { duties } from "./duties.ts";
import type { Duty, DutyContext, Seen } from "./duty.ts";
import type { Faults } from "./faults.ts";

/** Of a timer, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

interface Visit {
  readonly duty: Duty;
  readonly done: Promise<void>;
  /** Something happened meanwhile: it is to be done again. */
  isOutdated: boolean;
}

/** Sees containers and does the duties to them, now and at the times that they ask for. What fails does not stop the rest. */
export class Attendance implements Disposable {
  readonly #context: DutyContext;
  readonly #faults: Faults;
  readonly #onFailure: () => void;
  /** By duty and container: under way, and to come. */
  readonly #visits = new Map<string, Visit>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Looks at one container that are under way: all duties take part in the same. */
  readonly #looks = new Map<string, Promise<Seen | undefined>>();
  #needy: string | undefined;
  #isOver = false;

  constructor(context: DutyContext, faults: Faults, onFailure: () => void) {
    this.#context = context;
    this.#faults = faults;
    this.#onFailure = onFailure;
  }

  /** Attends to one container, in which something has happened; whoever looks next waits for it. */
  notice(id: string): void {
    // One that began before may not have seen it.
    this.#looks.delete(id);
    for (const duty of duties) this.#visit(duty, id);
  }

  /** Attends to all containers, and answers whether any needs the supervisor. */
  async look(): Promise<boolean> {
    await this.#settled();
    const all = await this.#all();
    this.#faults.keepOnly(all.map(({ container }) => container.id));
    for (const seen of all) for (const duty of duties) this.#visit(duty, seen.container.id, { seen });
    await this.#settled();
    const needy = (await this.#all()).filter((seen) => duties.some((duty) => duty.isNeeded(seen, this.#context)));
    this.#needy = needy.find(({ task }) => task?.status === "RUNNING")?.container.id;
    return needy.length > 0;
  }

  /** One that ran and needed the supervisor at the last look at all: it does so until something happens to it. */
  get needy(): string | undefined {
    return this.#needy;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  async #all(): Promise<Seen[]> {
    const { containers, tasks } = this.#context.engine;
    const [listed, running] = [await containers.list(), await tasks.list()];
    return listed.map((container) => ({ container, task: running.get(container.id) }));
  }

  #look(id: string): Promise<Seen | undefined> {
    const underWay = this.#looks.get(id);
    if (underWay !== undefined) return underWay;
    const look = this.#one(id).finally(() => {
      if (this.#looks.get(id) === look) this.#looks.delete(id);
    });
    this.#looks.set(id, look);
    return look;
  }

  async #one(id: string): Promise<Seen | undefined> {
    const { containers, tasks } = this.#context.engine;
    const container = await ifPresent(containers.get(id));
    return container && { container, task: await ifPresent(tasks.get({ id })) };
  }

  async #settled(): Promise<void> {
    for (;;) {
      const hurried = [...this.#visits.values()].filter(({ duty }) => !duty.isUnhurried);
      if (hurried.length === 0) return;
      await Promise.all(hurried.map(({ done }) => done));
    }
  }

  #visit(duty: Duty, id: string, { seen, askedMs }: { seen?: Seen; askedMs?: number } = {}): void {
    const key = `${duty.name} ${id}`;
    const underWay = this.#visits.get(key);
    if (underWay !== undefined) {
      underWay.isOutdated = true;
      return;
    }
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const attended = (async () => {
      const now = seen ?? (await this.#look(id));
      return now && (await duty.attend(this.#context, now, askedMs));
    })();
    const done = attended.then(
      (atMs) => {
        this.#visits.delete(key);
        this.#faults.succeeded({ name: duty.name, id });
        if (this.#isOver) return;
        if (visit.isOutdated) this.#visit(duty, id);
        else if (atMs !== undefined) this.#setTimer(key, atMs, () => this.#visit(duty, id, { askedMs: atMs }));
      },
      (error: unknown) => {
        this.#visits.delete(key);
        this.#faults.failed({ name: duty.name, id }, error);
        // Not at once, though something happened meanwhile: that may have been the failed attempt itself.
        this.#onFailure();
      },
    );
    const visit: Visit = { duty, done, isOutdated: false };
    this.#visits.set(key, visit);
  }

  #setTimer(key: string, atMs: number, act: () => void): void {
    const waitMs = Math.min(longestTimerMs, Math.max(0, atMs - Date.now()));
    this.#timers.set(key, setTimeout(act, waitMs));
  }
}
