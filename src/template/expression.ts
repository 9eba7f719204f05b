import { Fault, templateError } from "./fault.ts";
import { callFunction, type FunctionTable } from "./function-table.ts";
import type { Scope } from "./scope.ts";
import type { Base, Command, Operand, Pipeline } from "./syntax.ts";
import { fieldOf, isTrue, kindOf } from "./value.ts";

/** Where an expression is evaluated. `dot` changes with every `with` and turn of a `range`. */
export interface Surroundings {
  readonly source: string;
  readonly functions: FunctionTable;
  readonly scope: Scope;
  readonly dot: unknown;
}

/** The value of a pipeline, which is also put into the variables that it declares or assigns. */
export function evaluate(pipeline: Pipeline, around: Surroundings): unknown {
  let piped: readonly unknown[] = [];
  for (const command of pipeline.commands) piped = [evaluateCommand(command, piped, around)];
  const [value] = piped;
  for (const name of pipeline.variables) {
    if (pipeline.assigns) around.scope.assign(name, value);
    else around.scope.declare(name, value);
  }
  return value;
}

/** `piped` holds what comes through `|`, nothing for the first command of a pipeline. */
function evaluateCommand(command: Command, piped: readonly unknown[], around: Surroundings): unknown {
  const [first, ...rest] = command.operands;
  return located(around, first, () => {
    if (first.base.kind === "function") return evaluateCall(first.base.name, rest, piped, around);
    const args = () => [...rest.map((operand) => evaluateOperand(operand, around)), ...piped];
    if (first.fields.length > 0) return followFields(first, args(), around);
    if (first.base.kind === "nil") throw new Fault("nil is not a command");
    if (rest.length + piped.length > 0) throw new Fault("only a function or a method takes arguments");
    return evaluateBase(first.base, around);
  });
}

/** `and` and `or` look at no more arguments than they need; `call` takes its method uncalled. */
function evaluateCall(name: string, operands: readonly Operand[], piped: readonly unknown[], around: Surroundings) {
  const value = (operand: Operand) => evaluateOperand(operand, around);
  if (name === "and" || name === "or") {
    const stops = name === "or";
    if (operands.length + piped.length === 0) throw new Fault(`${name} takes at least 1 argument, not 0`);
    let last: unknown;
    for (const operand of operands) {
      last = value(operand);
      if (isTrue(last) === stops) return last;
    }
    return piped.length > 0 ? piped[0] : last;
  }
  const [callee, ...others] = operands;
  const args =
    name === "call" && callee && callee.fields.length > 0
      ? [followFields(callee, undefined, around), ...others.map(value)]
      : operands.map(value);
  const known = around.functions[name];
  if (!known) throw new Fault(`unknown function ${name}`);
  return callFunction(name, known, [...args, ...piped]);
}

function evaluateOperand(operand: Operand, around: Surroundings): unknown {
  return located(around, operand, () => {
    if (operand.fields.length > 0) return followFields(operand, [], around);
    if (operand.base.kind === "function") return evaluateCall(operand.base.name, [], [], around);
    return evaluateBase(operand.base, around);
  });
}

function evaluateBase(base: Base, around: Surroundings): unknown {
  switch (base.kind) {
    case "dot":
      return around.dot;
    case "nil":
      return null;
    case "literal":
      return base.value;
    case "variable":
      return around.scope.read(base.name);
    case "pipeline":
      return evaluate(base.pipeline, around);
    case "function":
      return evaluateCall(base.name, [], [], around);
  }
}

/** Methods on the way are called without arguments, the last one with `args`; without `args`, it is not called. */
function followFields(operand: Operand, args: readonly unknown[] | undefined, around: Surroundings): unknown {
  const last = operand.fields.length - 1;
  return operand.fields.reduce(
    (receiver, name, i) => {
      const field = fieldOf(receiver, name);
      if (i === last && args === undefined) return field;
      const given = i === last && args ? args : [];
      if (typeof field !== "function") {
        if (given.length > 0) throw new Fault(`${name} is a ${kindOf(field)}, not a method, and takes no arguments`);
        return field;
      }
      const method = {
        least: field.length,
        most: field.length,
        call: field as (...values: readonly unknown[]) => unknown,
      };
      return callFunction(name, method, given);
    },
    evaluateBase(operand.base, around),
  );
}

function located<T>(around: Surroundings, operand: Operand, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Fault ? templateError(around.source, operand.offset, error) : error;
  }
}
