/** Whether a result is shown item by item. A socket or a terminal, which one can write to, is a thing and not its contents. */
export function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value && !("write" in value);
}

/** Acts on each item until there are no more, or the signal aborts: then, too, it simply ends. */
export async function eachItem(
  stream: AsyncIterable<unknown>,
  signal: AbortSignal,
  act: (item: unknown) => void,
): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]();
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), stopped]);
      if (step === undefined || step.done === true) return;
      act(step.value);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    // Not awaited: a generator that waits for its next item ends no sooner than that comes.
    iterator.return?.().catch(() => {}); // It was told to stop; how it takes that is nobody's result.
  }
}
