import type { Context } from "../context.ts";
import type { NerdEvent } from "../events.ts";
import { Lifecycle } from "./lifecycle.ts";
import { Operation } from "./operation.ts";
import { type ContextBase, contextOf } from "./session.ts";

/**
 * Work that says how far it is: awaited it gives its result, and `for await` gives its events, from the loop's beginning on. The loop ends
 * with the work, and throws where that fails; one that is left before lets the work go on.
 */
export class ProgressOperation<T> extends Operation<T> implements AsyncIterable<NerdEvent> {
  readonly #listeners: Set<(event: NerdEvent) => void>;

  private constructor(lifecycle: Lifecycle, outcome: Promise<T>, listeners: Set<(event: NerdEvent) => void>) {
    super(lifecycle, outcome);
    this.#listeners = listeners;
  }

  static of<T>(
    openBase: () => Promise<ContextBase>,
    work: (context: Context) => Promise<T>,
    lifecycle = new Lifecycle(),
  ): ProgressOperation<T> {
    const listeners = new Set<(event: NerdEvent) => void>();
    const outcome = lifecycle.begin(async (settings) => {
      const context = contextOf(await openBase(), settings);
      const emit = (event: NerdEvent) => {
        context.emit(event);
        for (const listen of listeners) listen(event);
      };
      return await work({ ...context, emit });
    });
    return new ProgressOperation(lifecycle, outcome, listeners);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<NerdEvent, void, undefined> {
    const events: NerdEvent[] = [];
    let wake = () => {};
    let isOver = false;
    const listen = (event: NerdEvent) => {
      events.push(event);
      wake();
    };
    const end = () => {
      isOver = true;
      wake();
    };
    this.#listeners.add(listen);
    this.then(end, end);
    try {
      while (!isOver || events.length > 0) {
        yield* events.splice(0);
        if (isOver || events.length > 0) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      await this;
    } finally {
      this.#listeners.delete(listen);
    }
  }
}
