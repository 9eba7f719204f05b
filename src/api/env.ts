import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { AttributeProblem } from "../compose/attribute-problem.ts";
import { parseEnvFile } from "../compose/load/env-file.ts";
import { NerdError, unknownName } from "../errors.ts";

/** What variables and secrets are read from. */
export interface VariableSource {
  environment(): Record<string, string | undefined>;
  cwd(): string;
}

type EnvType = "string" | "number" | "boolean";
type ValueOf<Type extends EnvType> = { string: string; number: number; boolean: boolean }[Type];
type Widened<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : never;

/** What `env.load()` does with what is there already, or is not there. */
export interface LoadOptions {
  /** Whether the file's values come over those that are there. */
  readonly override?: boolean;
  /** Whether a file that is not there is none; else it is NOT_FOUND. */
  readonly optional?: boolean;
}

/**
 * A variable of the environment. Throws UNKNOWN_VARIABLE with the nearest names where it is not set and has no default, and INVALID_VALUE
 * where it is of another type.
 *
 * ```ts
 * env.load(".env", { optional: true });
 * const target = env("TARGET", { choices: ["test", "prod"] });
 * const port = env("PORT", { default: 8080 });
 * ```
 */
export interface Env {
  (name: string): string;
  <const Choice extends string>(
    name: string,
    options: { readonly choices: readonly Choice[]; readonly default?: Choice },
  ): Choice;
  <Type extends EnvType>(name: string, options: { readonly type: Type }): ValueOf<Type>;
  <Value extends string | number | boolean>(name: string, options: { readonly default: Value }): Widened<Value>;
  /** Sets the variables of a `.env` file, as Docker Compose reads it, that are not set; gives all that the file has. */
  load(file?: string, options?: LoadOptions): Readonly<Record<string, string>>;
  /** The variables of a `.env` file, without setting any. */
  read(file?: string, options?: Pick<LoadOptions, "optional">): Readonly<Record<string, string>>;
}

interface EnvOptions {
  readonly type?: EnvType;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
}

export function createEnv({ environment, cwd }: VariableSource): Env {
  const variable = (name: string, { type, choices, default: fallback }: EnvOptions = {}) => {
    const text = environment()[name];
    if (text === undefined) {
      if (fallback !== undefined) return fallback;
      throw unknownName("UNKNOWN_VARIABLE", name, Object.keys(environment()));
    }
    if (choices !== undefined && !choices.includes(text)) throw invalid(name, `one of ${choices.join(", ")}`);
    return typed(name, text, type ?? (typeof fallback as EnvType)); // A default is of one of these, or undefined.
  };
  const read: Env["read"] = (file = ".env", { optional = false } = {}) => {
    try {
      return parseEnvFile(readFileSync(resolve(cwd(), file), "utf8"), (name) => environment()[name]);
    } catch (error) {
      if (error instanceof AttributeProblem) {
        const hint = error.details.hint ?? "a value with line breaks stands in quotes";
        throw new NerdError("INVALID_VALUE", `${file}: ${error.message}`, { hint });
      }
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      if (optional) return {};
      const hint = "allow it to be missing by `{ optional: true }`";
      throw new NerdError("NOT_FOUND", `no such file: ${file}`, { hint, cause: error });
    }
  };
  const load: Env["load"] = (file, { override = false, ...options } = {}) => {
    const variables = read(file, options);
    const target = environment();
    for (const [name, value] of Object.entries(variables))
      if (override || target[name] === undefined) target[name] = value;
    return variables;
  };
  return Object.assign(variable, { read, load }) as Env; // Its overloads say what `variable` gives for which options.
}

function typed(name: string, text: string, type: EnvType): string | number | boolean {
  if (type === "number") {
    if (text.trim() === "" || !Number.isFinite(Number(text))) throw invalid(name, "a number");
    return Number(text);
  }
  if (type !== "boolean") return text;
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off|)$/i.test(text)) return false;
  throw invalid(name, "true or false");
}

/** Without the value, which may be anything. */
function invalid(name: string, expected: string): NerdError {
  return new NerdError("INVALID_VALUE", `the variable ${name} is not ${expected}`);
}
