import { NerdError } from "../errors.ts";

export interface FaultDetails {
  readonly hint?: string | undefined;
  readonly suggestions?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** What is wrong, told by code that does not know where in the template it was called from. */
export class Fault extends Error {
  readonly details: FaultDetails;

  constructor(message: string, details: FaultDetails = {}) {
    super(message);
    this.details = details;
  }
}

/** INVALID_TEMPLATE with line and column, both counted from 1. */
export function templateError(source: string, offset: number, fault: Fault): NerdError {
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  const column = [...before.slice(before.lastIndexOf("\n") + 1)].length + 1;
  const { hint, suggestions, cause } = fault.details;
  return new NerdError("INVALID_TEMPLATE", `template, line ${line}, column ${column}: ${fault.message}`, {
    ...(hint !== undefined && { hint }),
    ...(suggestions !== undefined && { suggestions }),
    ...(cause !== undefined && { cause }),
  });
}
