import { isNerdError, NerdError } from "../errors.ts";

/**
 * Does the same to each, as commands with several arguments do: a failure does not stop the rest. Gives the names of
 * those that went well; throws where one did not, naming all that failed.
 */
export async function forEachName(
  names: readonly string[],
  act: (name: string) => Promise<void>,
): Promise<readonly string[]> {
  return await eachResult(names, async (name) => {
    await act(name);
    return name;
  });
}

/** The same, for commands that print something of each; of one that gives undefined, they print nothing. */
export async function eachResult<Result>(
  names: readonly string[],
  act: (name: string) => Promise<Result | undefined>,
): Promise<readonly Result[]> {
  const outcomes = await Promise.allSettled(names.map(act));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  const done = outcomes.flatMap((outcome) =>
    outcome.status === "fulfilled" && outcome.value !== undefined ? [outcome.value] : [],
  );
  if (failures.length === 0) return done;
  if (names.length === 1) throw failures[0];
  throw new PartialFailure(failures, done);
}

/** Some of several arguments failed; what went well is still printed. */
export class PartialFailure extends NerdError {
  readonly failures: readonly unknown[];
  /** What the command would have given for the others alone. */
  readonly done: readonly unknown[];

  constructor(failures: readonly unknown[], done: readonly unknown[]) {
    const texts = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
    const message = texts.length === 1 ? texts[0]! : `${texts.length} errors:\n${texts.join("\n")}`;
    const hint = texts.length === 1 && isNerdError(failures[0]) ? failures[0].hint : undefined;
    super("COMMAND_FAILED", message, { cause: new AggregateError(failures), ...(hint && { hint }) });
    this.failures = failures;
    this.done = done;
  }
}
