import type { Contender } from "./scenario.ts";

/** Milliseconds of each round, or what the contenders gave, by contender. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** One measurement, of a round that counts or of the first one, 0. */
export interface Turn {
  readonly name: string;
  readonly round: number;
  readonly figure: number;
}

/**
 * Lets the contenders take turns, so that whatever else the machine does meets all of them; each round begins with another one.
 * The first round warms caches and is not counted.
 */
export async function measureRounds(
  contenders: readonly Contender[],
  rounds: number,
  onTurn: (turn: Turn) => void = () => {},
): Promise<Samples> {
  const samples = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length]!;
      const figure = await measured(contender);
      if (round > 0) samples.get(contender.name)!.push(figure);
      onTurn({ name: contender.name, round, figure });
      await contender.after?.();
    }
  }
  return samples;
}

async function measured(contender: Contender): Promise<number> {
  const startedMs = performance.now();
  try {
    const figure = await contender.run();
    return typeof figure === "number" ? figure : performance.now() - startedMs;
  } catch (error) {
    throw new Error(`${contender.name} failed`, { cause: error });
  }
}
