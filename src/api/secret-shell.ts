import { filterLog, type Zx } from "../platform/zx.ts";
import { knowsSecrets, maskedText } from "../secrets/known-secrets.ts";
import { isSecret, revealed, type Secret } from "../secrets/secret.ts";

type Apply = (...args: unknown[]) => unknown;

/**
 * zx's `$`, in whose templates secrets are words as any other: quoted, and `***` in what it prints of the command. A command that zx
 * does not wait for (`$.sync`, `env` of `$({ … })`) takes those that have been read already.
 */
export function shellWithSecrets(host: Zx["$"]): Zx["$"] {
  filterLog((entry) => (entry.kind === "cmd" && knowsSecrets() ? { ...entry, cmd: maskedText(entry.cmd) } : entry));
  return new Proxy(host, {
    apply: (target, self, args: unknown[]) => accepting(target as unknown as Apply, false).apply(self, args),
    get: (target, name) =>
      name === "sync" ? accepting(target.sync as unknown as Apply, true) : Reflect.get(target, name), // As above: zx's types are for callers.
  });
}

function accepting(shell: Apply, isSync: boolean): Apply {
  return function accept(this: unknown, first: unknown, ...values: unknown[]) {
    if (Array.isArray(first)) return shell.call(this, first, ...values.map((value) => word(value, isSync)));
    const options = first as { readonly sync?: boolean; readonly env?: Readonly<Record<string, unknown>> }; // zx's own.
    const next = shell.call(this, { ...options, ...(options?.env && { env: textsNow(options.env) }) });
    return accepting(next as Apply, isSync || options?.sync === true);
  };
}

function word(value: unknown, isSync: boolean): unknown {
  if (!hasSecret(value)) return value;
  const words = Array.isArray(value) ? value : [value];
  if (isSync) return words.map(textNow);
  return Promise.all(words.map((each: unknown) => revealed(each)));
}

function hasSecret(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isSecret) : isSecret(value);
}

function textsNow(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textNow(value)]));
}

function textNow(value: unknown | Secret): unknown {
  return isSecret(value) ? value.valueNow() : value;
}
