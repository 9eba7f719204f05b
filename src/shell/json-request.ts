import { NerdError } from "../errors.ts";

type Id = string | number;

/** One line of standard input. Each has an `id`, by which its answers are told from others'. */
export type JsonRequest = { readonly id: Id } & (
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "complete"; readonly text: string; readonly cursor: number }
  | { readonly kind: "docs"; readonly name: string }
  /** The `id` of the request to stop. */
  | { readonly kind: "cancel"; readonly target: Id }
);

/** Throws INVALID_VALUE where the line is no request; `id` is what could be read of it, for the answer. */
export function parseRequest(line: string): JsonRequest {
  const value = parsed(line);
  const { id, code, complete, docs, cancel, cursor } = value;
  if (!isId(id)) throw invalid("a request needs an id, a text or a number");
  if (typeof code === "string") return { kind: "code", id, code };
  if (typeof docs === "string") return { kind: "docs", id, name: docs };
  if (isId(cancel)) return { kind: "cancel", id, target: cancel };
  if (typeof complete === "string") {
    const end = cursor ?? complete.length;
    if (!Number.isInteger(end) || (end as number) < 0) throw invalid("a cursor is an offset into the text");
    return { kind: "complete", id, text: complete, cursor: end as number }; // An integer, as was just seen.
  }
  throw invalid("a request has one of code, complete, docs and cancel");
}

/** The `id` that a line has, whatever else is wrong with it; null where it has none. */
export function requestId(line: string): Id | null {
  try {
    const { id } = parsed(line);
    return isId(id) ? id : null;
  } catch {
    return null; // It is no JSON, which has been told.
  }
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw invalid("a request is one line of JSON", cause);
  }
  if (typeof value !== "object" || value === null) throw invalid("a request is a JSON object");
  return value as Readonly<Record<string, unknown>>; // Any object can be read so.
}

function isId(value: unknown): value is Id {
  return typeof value === "string" || typeof value === "number";
}

function invalid(message: string, cause?: unknown): NerdError {
  return new NerdError("INVALID_VALUE", message, {
    hint: 'such as {"id":1,"code":"await containers()"}',
    ...(cause !== undefined && { cause }),
  });
}
