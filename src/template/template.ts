import { dockerFunctions } from "./docker-functions.ts";
import { run } from "./evaluator.ts";
import type { FunctionTable } from "./function-table.ts";
import { goFunctions } from "./go-functions.ts";
import { parse } from "./parser.ts";

const standard: FunctionTable = { ...goFunctions, ...dockerFunctions };

/**
 * A Go template, as Docker's `--format` takes it. `value.ts` says how plain data stands for Go's values.
 *
 * ```ts
 * new Template("{{.Name}}: {{join .Tags \", \"}}").execute({ Name: "nginx", Tags: ["1.27", "latest"] });
 * ```
 */
export class Template {
  readonly #source: string;
  readonly #syntax;

  /** Throws INVALID_TEMPLATE where the text does not parse. */
  constructor(source: string) {
    this.#source = source;
    this.#syntax = parse(source, new Set(Object.keys(standard)));
  }

  /** Throws INVALID_TEMPLATE where the template does not fit the data; `functions` take the place of those named alike. */
  execute(data: unknown, functions: FunctionTable = {}): string {
    const program = { source: this.#source, syntax: this.#syntax, functions: { ...standard, ...functions } };
    return run(program, data);
  }
}
