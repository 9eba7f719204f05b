import { opPlatform } from "./platform.ts";
import { scratch } from "./sources.ts";
import { makeState, type State } from "./state.ts";
import { type StepOptions, stepFacts } from "./step-options.ts";

/** The files of all, later ones over earlier ones, without copying: each keeps its own layers. The first one's variables go on. */
export function merge(states: readonly State[], options: StepOptions = {}): State {
  const filled = states.filter(({ output }) => output !== undefined);
  const [first = scratch()] = filled;
  if (filled.length < 2) return first;
  const outputs = filled.flatMap(({ output }) => output ?? []);
  const vertex = {
    ...stepFacts(options, ["mergeop"]),
    inputs: outputs,
    op: (place: (output: (typeof outputs)[number]) => number) => {
      return { merge: { inputs: outputs.map((output) => ({ input: place(output) })) }, ...opPlatform(first.platform) };
    },
  };
  return makeState({ ...first, output: { vertex, index: 0 } });
}

/** What makes `lower` into `upper`, deletions too: for `merge` onto another state. */
export function diff(lower: State, upper: State, options: StepOptions = {}): State {
  if (lower.output === undefined) return upper;
  const [from, to] = [lower.output, upper.output];
  const vertex = {
    ...stepFacts(options, ["diffop"]),
    inputs: [from, ...(to ? [to] : [])],
    op: (place: (output: typeof to) => number) => {
      return { diff: { lower: { input: place(from) }, upper: { input: place(to) } }, ...opPlatform(upper.platform) };
    },
  };
  return makeState({ ...upper, output: { vertex, index: 0 } });
}
