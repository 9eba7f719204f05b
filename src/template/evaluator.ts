import { evaluate, type Surroundings } from "./expression.ts";
import { Fault, templateError } from "./fault.ts";
import type { FunctionTable } from "./function-table.ts";
import { show } from "./print.ts";
import { Scope } from "./scope.ts";
import type { Node, Pipeline, Syntax } from "./syntax.ts";
import { element, entriesOf, isTrue, kindOf } from "./value.ts";

/** Templates that call each other deeper than this never end; JavaScript's stack would not either. */
const deepestCall = 500;

export interface Program {
  readonly source: string;
  readonly syntax: Syntax;
  readonly functions: FunctionTable;
}

/** The text that the program makes of `data`. */
export function run(program: Program, data: unknown): string {
  const output: string[] = [];
  const dot = element(data);
  new Evaluator(program, output, 0).walk(program.syntax.body, dot, new Scope(dot));
  return output.join("");
}

type Leave = "break" | "continue" | undefined;

class Evaluator {
  readonly #program: Program;
  readonly #output: string[];
  readonly #depth: number;

  constructor(program: Program, output: string[], depth: number) {
    this.#program = program;
    this.#output = output;
    this.#depth = depth;
  }

  /** Tells whether a `break` or `continue` left the nodes early. */
  walk(nodes: readonly Node[], dot: unknown, scope: Scope): Leave {
    for (const node of nodes) {
      const leave = this.#node(node, dot, scope);
      if (leave) return leave;
    }
    return undefined;
  }

  #node(node: Node, dot: unknown, scope: Scope): Leave {
    switch (node.kind) {
      case "text":
        this.#output.push(node.text);
        return undefined;
      case "action":
        this.#action(node.pipeline, dot, scope);
        return undefined;
      case "break":
      case "continue":
        return node.kind;
      case "template":
        this.#call(node, dot, scope);
        return undefined;
      case "range":
        return scope.within(() => this.#range(node, dot, scope));
      case "if":
      case "with":
        return scope.within(() => {
          const value = this.#value(node.pipeline, dot, scope);
          if (!isTrue(value)) return this.walk(node.otherwise, dot, scope);
          return this.walk(node.body, node.kind === "with" ? value : dot, scope);
        });
    }
  }

  #action(pipeline: Pipeline, dot: unknown, scope: Scope): void {
    const value = this.#value(pipeline, dot, scope);
    if (pipeline.variables.length > 0) return;
    if (typeof value === "function") {
      throw this.#error(pipeline, `a method that takes ${value.length} arguments has no text`);
    }
    this.#output.push(value === undefined ? "<no value>" : show(value));
  }

  #range(node: Extract<Node, { kind: "range" | "if" | "with" }>, dot: unknown, scope: Scope): Leave {
    const { pipeline, body, otherwise } = node;
    const items = this.#items(pipeline, this.#value(pipeline, dot, scope));
    if (items.length === 0) return this.walk(otherwise, dot, scope);
    for (const [key, item] of items) {
      const [first, second] = pipeline.variables;
      if (first !== undefined) scope.assign(first, second === undefined ? item : key);
      if (second !== undefined) scope.assign(second, item);
      if (scope.within(() => this.walk(body, item, scope)) === "break") break;
    }
    return undefined;
  }

  #items(pipeline: Pipeline, value: unknown): readonly (readonly [key: unknown, item: unknown])[] {
    switch (kindOf(value)) {
      case "none":
      case "nil":
        return [];
      case "list":
        return (value as unknown[]).map((item, i) => [i, element(item)]);
      case "map":
      case "record":
        return entriesOf(value as object).map(([key, item]) => [key, element(item)]);
      case "int":
        return Array.from({ length: Math.max(0, Number(value)) }, (_, i) => [i, i]);
      default:
        throw this.#error(pipeline, `range cannot go over a ${kindOf(value)}: ${show(value)}`);
    }
  }

  #call(node: Extract<Node, { kind: "template" }>, dot: unknown, scope: Scope): void {
    const body = this.#program.syntax.defined.get(node.name);
    if (!body) throw this.#error(node, `no such template: ${node.name}`);
    if (this.#depth >= deepestCall) throw this.#error(node, `templates call each other too deep: ${node.name}`);
    const data = node.pipeline && this.#value(node.pipeline, dot, scope);
    new Evaluator(this.#program, this.#output, this.#depth + 1).walk(body, data, new Scope(data));
  }

  #value(pipeline: Pipeline, dot: unknown, scope: Scope): unknown {
    const around: Surroundings = { source: this.#program.source, functions: this.#program.functions, scope, dot };
    return evaluate(pipeline, around);
  }

  #error(at: { readonly offset: number }, message: string) {
    return templateError(this.#program.source, at.offset, new Fault(message));
  }
}
