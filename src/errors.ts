import { closest } from "./suggest.ts";

/**
 * Every code nerdsh throws, with the exit status of a command that ends in it. Users match on codes:
 * one is never renamed, and never reused for another meaning. 125, 126 and 127 are Docker's own.
 */
export const exitCodes = {
  ADDRESS_IN_USE: 125,
  ALREADY_EXISTS: 1,
  AMBIGUOUS_NAME: 1,
  ARCHIVE_INVALID: 1,
  BAKE_INVALID: 1,
  BUILDER_FAILED: 1,
  BUILDER_UNAVAILABLE: 1,
  BUILD_FAILED: 1,
  CANCELLED: 130,
  CNI_FAILED: 125,
  CNI_PLUGIN_MISSING: 125,
  COMMAND_FAILED: 1,
  COMMAND_NOT_EXECUTABLE: 126,
  COMMAND_NOT_FOUND: 127,
  COMPOSE_INVALID: 15,
  COMPOSE_NOT_FOUND: 14,
  CONTAINER_NOT_PAUSED: 1,
  CONTAINER_NOT_RUNNING: 1,
  CONTAINER_PAUSED: 1,
  CONTAINER_RUNNING: 1,
  CONTEXT_NOT_FOUND: 1,
  CREDENTIALS_UNAVAILABLE: 1,
  DIGEST_MISMATCH: 125,
  DISK_FULL: 125,
  DOCKERFILE_NOT_FOUND: 1,
  ENGINE_DENIED: 1,
  ENGINE_FAILED: 1,
  ENGINE_NOT_INSTALLED: 1,
  ENGINE_UNAVAILABLE: 1,
  IMAGE_INVALID: 125,
  IMAGE_IN_USE: 1,
  IMAGE_NOT_PRESENT: 125,
  INVALID_TEMPLATE: 1,
  INVALID_VALUE: 125,
  KEY_MISSING: 125,
  MISSING_ARGUMENT: 1,
  NAME_IN_USE: 125,
  NETWORK_IN_USE: 1,
  NOT_FOUND: 1,
  NOT_READY: 1,
  OPERATION_STARTED: 1,
  PORT_IN_USE: 125,
  RECIPE_INVALID: 1,
  REGISTRY_DENIED: 125,
  REGISTRY_FAILED: 125,
  REGISTRY_UNREACHABLE: 125,
  RUNTIME_FAILED: 125,
  SECRET_UNAVAILABLE: 125,
  SETTINGS_INVALID: 1,
  SIGNATURE_INVALID: 125,
  SNAPSHOTTER_UNAVAILABLE: 125,
  TASK_CYCLE: 125,
  TIMED_OUT: 124,
  TYPESCRIPT_MISSING: 1,
  UNDO_FAILED: 1,
  UNEXPECTED_ARGUMENT: 1,
  UNKNOWN_COMMAND: 1,
  UNKNOWN_CONTAINER: 1,
  UNKNOWN_FLAG: 125,
  UNKNOWN_IMAGE: 125,
  UNKNOWN_NETWORK: 125,
  UNKNOWN_OBJECT: 1,
  UNKNOWN_OPTION: 125,
  UNKNOWN_PROJECT: 1,
  UNKNOWN_SERVICE: 1,
  UNKNOWN_SNAPSHOTTER: 125,
  UNKNOWN_TASK: 125,
  UNKNOWN_VARIABLE: 125,
  UNKNOWN_VOLUME: 1,
  UNSUPPORTED: 125,
  VOLUME_INVALID: 1,
  VOLUME_IN_USE: 1,
  VOLUME_UNAVAILABLE: 125,
} as const;

/** Tells failures apart: never renamed, and listed in the guide. */
export type ErrorCode = keyof typeof exitCodes;

export interface NerdErrorDetails {
  /** What the user can do next: one sentence, no full stop. */
  readonly hint?: string;
  /** Known names close to the one that was not found, nearest first. */
  readonly suggestions?: readonly string[];
  /** Exit status; the code's own where absent. */
  readonly exitCode?: number;
  /** The end of what a failed command wrote to stderr. */
  readonly stderr?: string;
  readonly cause?: unknown;
}

const brand = Symbol.for("nerdsh.NerdError");

/** The only error type that leaves nerdsh. Anything else that reaches a user is a bug to report. */
export class NerdError extends Error {
  static {
    Object.defineProperty(NerdError, "name", { value: "NerdError" }); // The executable's compiler gives classes short names.
  }

  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly suggestions: readonly string[];
  readonly exitCode: number;
  readonly stderr: string | undefined;

  constructor(code: ErrorCode, message: string, details: NerdErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.hint = details.hint;
    this.suggestions = details.suggestions ?? [];
    this.exitCode = details.exitCode ?? exitCodes[code];
    this.stderr = details.stderr;
  }

  override get name(): string {
    return "NerdError";
  }

  get [brand](): true {
    return true;
  }

  toJSON(): Record<string, unknown> {
    const { code, message, hint, suggestions, exitCode, stderr } = this;
    return { code, message, hint, suggestions, exitCode, stderr };
  }
}

/** Recognises a NerdError even where the bundle and a recipe each loaded a copy of nerdsh. */
export function isNerdError(error: unknown, code?: ErrorCode): error is NerdError {
  if (!(error instanceof Error) || !(brand in error)) return false;
  return code === undefined || ("code" in error && error.code === code);
}

/** The same failure for a command whose status for it is another one. */
export function withExitCode(error: NerdError, exitCode: number): NerdError {
  const { code, message, hint, suggestions, stderr } = error;
  const details = { suggestions, exitCode, cause: error, ...(hint && { hint }), ...(stderr && { stderr }) };
  return new NerdError(code, message, details);
}

const unknown = {
  UNKNOWN_COMMAND: "unknown command",
  UNKNOWN_CONTAINER: "no such container",
  UNKNOWN_FLAG: "unknown flag",
  UNKNOWN_IMAGE: "no such image",
  UNKNOWN_NETWORK: "no such network",
  UNKNOWN_OPTION: "unknown option",
  UNKNOWN_PROJECT: "no such compose project",
  UNKNOWN_SERVICE: "no such service",
  UNKNOWN_SNAPSHOTTER: "no such snapshotter",
  UNKNOWN_TASK: "no such task",
  UNKNOWN_VARIABLE: "no such variable",
  UNKNOWN_VOLUME: "no such volume",
} as const;

/** `no such container: wbe`, with the closest of the known names as hint and suggestions. */
export function unknownName(code: keyof typeof unknown, name: string, known: Iterable<string>): NerdError {
  const suggestions = closest(name, known);
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  return new NerdError(code, `${unknown[code]}: ${name}`, { suggestions, ...(hint && { hint }) });
}
