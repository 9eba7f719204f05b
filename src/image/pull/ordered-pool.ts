/**
 * Starts `act` for every item, in order, at most `limit` at a time; gives a promise for each. After a failure nothing further starts: the
 * rest fail with it.
 */
export function startInOrder<T, R>(items: readonly T[], limit: number, act: (item: T) => Promise<R>): Promise<R>[] {
  const running = new Set<Promise<unknown>>();
  let failed: { readonly error: unknown } | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  return items.map((item) => {
    const started = turn.then(async () => {
      while (running.size >= limit) await Promise.race(running);
      if (failed !== undefined) throw failed.error;
      const result = act(item).catch((error) => {
        failed ??= { error };
        throw error;
      });
      const settled: Promise<unknown> = result.then(
        () => running.delete(settled),
        () => running.delete(settled),
      );
      running.add(settled);
      return { result };
    });
    turn = started.catch(() => {});
    const result = started.then((start) => start.result);
    // Whoever waits for one of them hears of the failure; the others must not count as unhandled.
    result.catch(() => {});
    return result;
  });
}

/** Waits for all; the first failure aborts the others, and is thrown once none of them does anything any more. */
export async function allOrStopped(parts: readonly Promise<unknown>[], stop: AbortController): Promise<void> {
  try {
    await Promise.all(parts);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(parts);
    throw error;
  }
}
