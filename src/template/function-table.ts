import { Fault } from "./fault.ts";

/** What a template may call. `most` is the number of arguments taken; `Infinity` where any number goes. */
export interface TemplateFunction {
  readonly least: number;
  readonly most: number;
  // Arguments come from a template, so each function looks at what it got.
  readonly call: (...values: readonly unknown[]) => unknown;
}

export type FunctionTable = Readonly<Record<string, TemplateFunction>>;

/** A function of exactly as many arguments as it declares. */
export function exact(call: (...values: never[]) => unknown): TemplateFunction {
  return { least: call.length, most: call.length, call: call as TemplateFunction["call"] };
}

/** A function of at least as many arguments as it declares before its rest. */
export function variadic(call: (...values: never[]) => unknown): TemplateFunction {
  return { least: call.length, most: Number.POSITIVE_INFINITY, call: call as TemplateFunction["call"] };
}

export function callFunction(
  name: string,
  { least, most, call }: TemplateFunction,
  values: readonly unknown[],
): unknown {
  if (values.length >= least && values.length <= most) return call(...values);
  const wanted = most === least ? `${least}` : `at least ${least}`;
  throw new Fault(`${name} takes ${wanted} argument${wanted === "1" ? "" : "s"}, not ${values.length}`);
}
