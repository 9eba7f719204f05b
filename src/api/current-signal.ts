let current: AbortSignal | undefined;
let signalHere: ((outer: AbortSignal | undefined) => AbortSignal | undefined) | undefined;

/**
 * What is started from now on stops when `signal` aborts: by Ctrl-C at the prompt the line that runs, and in a recipe
 * all of it. Names that a module exports cannot be handed a signal, as they cannot be handed a context.
 */
export function startUnder(signal: AbortSignal): void {
  current = signal;
}

/** Where several things run at once, each under a signal of its own: `find` knows whose turn it is, and `outer` is everybody's. */
export function startUnderFound(find: (outer: AbortSignal | undefined) => AbortSignal | undefined): void {
  signalHere = find;
}

/** What stops everything, for what is shared by those that stop alone. */
export function outermostSignal(): AbortSignal | undefined {
  return current;
}

export function currentSignal(): AbortSignal | undefined {
  return signalHere === undefined ? current : signalHere(current);
}
