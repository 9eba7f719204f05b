import type { TreePath } from "./tree.ts";

interface ProblemDetails {
  readonly hint?: string | undefined;
  readonly suggestions?: readonly string[];
  readonly cause?: unknown;
  /** It names a file that is not there, which has an exit status of its own. */
  readonly isMissing?: boolean;
  /** The file it was read from, where that is known at once. */
  readonly file?: string;
}

/** What is wrong at one place of a project; the loader adds file, line and column, and makes it a NerdError. */
export class AttributeProblem extends Error {
  readonly path: TreePath;
  readonly details: ProblemDetails;

  constructor(path: TreePath, message: string, details: ProblemDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.path = path;
    this.details = details;
  }
}
