let current: AbortSignal | undefined;

/**
 * What is started from now on stops when `signal` aborts: by Ctrl-C at the prompt the line that runs, and in a recipe
 * all of it. Names that a module exports cannot be handed a signal, as they cannot be handed a context.
 */
export function startUnder(signal: AbortSignal): void {
  current = signal;
}

export function currentSignal(): AbortSignal | undefined {
  return current;
}
