import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { rememberSecret } from "../secrets/known-secrets.ts";
import { Secret, type SecretSource, unavailable } from "../secrets/secret.ts";
import { closest } from "../suggest.ts";
import { commandOf, type TemplateValue } from "./command-template.ts";
import { currentSignal } from "./current-signal.ts";
import type { VariableSource } from "./env.ts";

/** Where a secret is: one of these. */
export type SecretOptions =
  | { readonly env: string }
  /** Without its final line break. */
  | { readonly file: string }
  /** What a program of the host writes to stdout, without the final line break. */
  | { readonly command: readonly string[] }
  | { readonly value: string };

/**
 * A secret, from an environment variable where only a name is given. Nothing is read before it is needed, but for hiding a variable
 * that is there. Whatever lacks throws SECRET_UNAVAILABLE then.
 *
 * ```ts
 * const token = secret("TOKEN");
 * const key = secret({ file: "deploy.key" });
 * const password = secret.command`pass show ${name}`;
 * await $`curl --header ${["Authorization:", token]} ${url}`;
 * ```
 */
export interface SecretFactory {
  (source: string | SecretOptions): Secret;
  /** What a command of the host writes; it runs once, with its values quoted. */
  command(literals: TemplateStringsArray, ...values: TemplateValue[]): Secret;
}

export function createSecret(variables: VariableSource): SecretFactory {
  const from = (options: SecretOptions): SecretSource => {
    if ("env" in options) return fromVariable(options.env, variables);
    if ("file" in options) return fromFile(options.file, variables);
    if ("command" in options) return fromCommand(options.command, variables);
    const { value } = options;
    rememberSecret(value);
    return { name: "its value", read: () => value };
  };
  const secret = (source: string | SecretOptions) =>
    new Secret(from(typeof source === "string" ? { env: source } : source));
  return Object.assign(secret, {
    command: (literals: TemplateStringsArray, ...values: TemplateValue[]) =>
      secret({ command: commandOf(literals, values) }),
  });
}

/** One that is set is hidden from now on: the program may print its variables before it needs this one. */
function fromVariable(name: string, { environment }: VariableSource): SecretSource {
  rememberSecret(environment()[name] ?? "");
  return {
    name: `the variable ${name}`,
    read() {
      const value = environment()[name];
      if (value !== undefined) return value;
      const suggestions = closest(name, Object.keys(environment()));
      const near = suggestions[0] === undefined ? "" : `; did you mean ${suggestions[0]}?`;
      throw unavailable(`not there: the variable ${name}`, `set it, or have a file set it by env.load()${near}`, {
        suggestions,
      });
    },
  };
}

function fromFile(file: string, { cwd }: VariableSource): SecretSource {
  const path = resolve(cwd(), file);
  return {
    name: `the file ${file}`,
    async read() {
      const text = await readFile(path, "utf8").catch((cause: unknown) => {
        throw unavailable(`not readable: the file ${file}`, "see that it is there, and whose it is", { cause });
      });
      return withoutLineBreak(text);
    },
  };
}

const longestBytes = 2 ** 20;

function fromCommand([program = "", ...words]: readonly string[], { environment, cwd }: VariableSource): SecretSource {
  const name = `the output of ${program}`;
  return {
    name,
    read: () =>
      new Promise((resolveText, reject) => {
        const signal = currentSignal();
        const options = { env: environment(), cwd: cwd(), maxBuffer: longestBytes, ...(signal && { signal }) };
        const child = execFile(program, words, options, (cause, stdout, stderr) => {
          if (cause === null) return resolveText(withoutLineBreak(stdout));
          const [last] = stderr.trimEnd().split("\n").slice(-1);
          reject(
            unavailable(`not there: ${name}`, last || "see what the command says by itself", {
              cause: withoutOutput(cause),
            }),
          );
        });
        child.stdin?.end();
      }),
  };
}

/** Of a command that failed half-way, stdout may be a secret that nobody knows of. */
function withoutOutput(cause: Error): Error {
  return new Error(cause.message.split("\n", 1)[0]);
}

function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, "");
}
