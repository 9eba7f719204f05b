import { knowsSecrets, maskedText } from "./known-secrets.ts";

/** The same error without secrets in its texts, and in those of its causes, for whoever tells of it; the thrown one is left as it is. */
export function maskedError(error: unknown): unknown {
  return knowsSecrets() ? masked(error, new Map()) : error;
}

function masked(value: unknown, seen: Map<unknown, unknown>): unknown {
  if (typeof value === "string") return maskedText(value);
  if (Array.isArray(value)) return value.map((each: unknown) => masked(each, seen));
  if (!(value instanceof Error)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  // Not by a constructor: errors of others have their own.
  const copy = Object.create(Object.getPrototypeOf(value) as object) as Error;
  seen.set(value, copy);
  const texts = { name: value.name, message: value.message, stack: value.stack };
  for (const [name, text] of Object.entries(texts)) define(copy, name, masked(text, seen));
  for (const name of Reflect.ownKeys(value))
    if (!Object.hasOwn(copy, name)) define(copy, name, masked(Reflect.get(value, name), seen));
  return copy;
}

function define(target: Error, name: string | symbol, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
}
