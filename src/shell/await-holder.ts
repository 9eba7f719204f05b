/** Holds what one line awaits: a line awaits one thing at a time, so the last is all. */
export class AwaitHolder {
  /** Read by nobody: that it is reachable is what it is for. */
  held: unknown;

  /** The promise that `await value` would wait for. No reaction of ours: V8 tells the places of an error through a promise with one. */
  value(value: unknown): Promise<unknown> {
    const promise = Promise.resolve(value);
    this.held = promise;
    return promise;
  }

  /** The items that `for await` would see; `text` is what the code calls them. */
  items(iterable: AsyncIterable<unknown> | Iterable<unknown>, text: string): AsyncIterable<unknown> {
    const isIterable =
      iterable != null && (Symbol.asyncIterator in Object(iterable) || Symbol.iterator in Object(iterable));
    if (!isIterable) throw new TypeError(`${text} is not async iterable`);
    const items = eachOf(iterable);
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => this.value(items.next()) as Promise<IteratorResult<unknown>>,
        return: () => this.value(items.return()) as Promise<IteratorResult<unknown>>,
      }),
    };
  }
}

async function* eachOf(iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<unknown, void> {
  yield* iterable;
}
