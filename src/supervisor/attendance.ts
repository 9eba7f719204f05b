import { ifPresent } from "../container/wait.ts";
import { duties } from "./duties.ts";
import type { DutyContext, Seen } from "./duty.ts";

/** Sees containers and does the duties to them. What fails does not stop the rest, and is done again at a later look. */
export class Attendance {
  readonly #context: DutyContext;
  readonly #work = new Set<Promise<void>>();
  #failures = 0;

  constructor(context: DutyContext) {
    this.#context = context;
  }

  /** Attends to one container; whoever looks next waits for it. */
  exited(id: string): void {
    this.#start(async () => {
      const { containers, tasks } = this.#context.engine;
      const container = await ifPresent(containers.get(id));
      if (container) await this.#attend({ container, task: await ifPresent(tasks.get({ id })) });
    });
  }

  /** Attends to all containers, and answers whether any needs the supervisor. */
  async look(): Promise<boolean> {
    await Promise.all(this.#work);
    for (const seen of await this.#all()) this.#start(() => this.#attend(seen));
    await Promise.all(this.#work);
    return (await this.#all()).some((seen) => duties.some((duty) => duty.isNeeded(seen)));
  }

  /** How much has failed since this was last asked. */
  takeFailures(): number {
    const failures = this.#failures;
    this.#failures = 0;
    return failures;
  }

  async #all(): Promise<Seen[]> {
    const { containers, tasks } = this.#context.engine;
    const [listed, running] = [await containers.list(), await tasks.list()];
    return listed.map((container) => ({ container, task: running.get(container.id) }));
  }

  async #attend(seen: Seen): Promise<void> {
    for (const duty of duties) await duty.attend(this.#context, seen);
  }

  #start(act: () => Promise<void>): void {
    const done: Promise<void> = act()
      .catch(() => {
        this.#failures += 1;
      })
      .finally(() => void this.#work.delete(done));
    this.#work.add(done);
  }
}
