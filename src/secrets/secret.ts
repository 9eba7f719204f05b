import { inspect } from "node:util";
import { NerdError } from "../errors.ts";
import { rememberSecret } from "./known-secrets.ts";
import { mask } from "./secret-masker.ts";

/** How a secret's value is come by; called when it is needed, once. */
export interface SecretSource {
  /** For messages: `the variable TOKEN`. */
  readonly name: string;
  read(): string | Promise<string>;
}

const brand = Symbol.for("nerdsh.Secret");

/**
 * A text that shows as `***` wherever it is printed, and is hidden in all that nerdsh writes. It is read when it is first needed.
 *
 * ```ts
 * const token = secret("TOKEN");
 * await run("alpine", ["publish"], { env: { TOKEN: token } });
 * ```
 */
export class Secret {
  readonly #source: SecretSource;
  #reading: Promise<string> | undefined;
  #value: string | undefined;

  constructor(source: SecretSource) {
    this.#source = source;
  }

  /** The text itself. Throws SECRET_UNAVAILABLE where there is none; the next call looks again. */
  async value(): Promise<string> {
    this.#reading ??= this.#read();
    return await this.#reading;
  }

  /** The same where it cannot be waited for; throws SECRET_UNAVAILABLE before `value()` has resolved. */
  valueNow(): string {
    if (this.#value !== undefined) return this.#value;
    throw unavailable(`not read yet: ${this.#source.name}`, "await its `value()` before");
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  get [brand](): true {
    return true;
  }

  get [Symbol.toStringTag](): string {
    return "Secret";
  }

  [inspect.custom](): string {
    return mask;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return mask;
  }

  async #read(): Promise<string> {
    try {
      const value = await this.#source.read();
      if (value === "") throw unavailable(`empty: ${this.#source.name}`, "an empty text is no secret");
      rememberSecret(value);
      this.#value = value;
      return value;
    } catch (error) {
      this.#reading = undefined;
      throw error;
    }
  }
}

/** Also one of another copy of nerdsh. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && brand in value;
}

export function unavailable(what: string, hint?: string, details: { cause?: unknown; suggestions?: string[] } = {}) {
  return new NerdError("SECRET_UNAVAILABLE", `a secret is ${what}`, { ...details, ...(hint && { hint }) });
}

/** The texts in the place of the secrets. */
export async function revealed<T>(value: T | Secret): Promise<T | string> {
  return isSecret(value) ? await value.value() : value;
}

/** Variables with the texts of their secrets. */
export async function revealedEnv<T extends string | null>(
  variables: Readonly<Record<string, T | Secret>>,
): Promise<Record<string, T | string>> {
  const entries = Object.entries(variables);
  const texts = await Promise.all(entries.map(async ([name, value]) => [name, await revealed(value)] as const));
  return Object.fromEntries(texts);
}
