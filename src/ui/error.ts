import { inspect } from "node:util";
import { isNerdError, type NerdError } from "../errors.ts";
import { type Colors, noColors } from "./colors.ts";
import { isSuppressed } from "./suppressed.ts";
import { visibleText } from "./visible-text.ts";

export interface ErrorForm {
  readonly colors?: Colors | undefined;
  /** Adds what caused the error, with stacks. */
  readonly debug?: boolean | undefined;
}

const issues = "please report it, with what you did, to nerdsh's issues";

/**
 * What the command line says of a failure, line breaks included: what happened, then what to do next. Of a
 * failed clean-up, first why there was something to clean up, then what is left.
 */
export function renderError(error: unknown, form: ErrorForm = {}): string {
  if (isSuppressed(error)) {
    return renderError(error.suppressed, form) + renderOne(error.error, form, "while cleaning up after that: ");
  }
  if (error instanceof AggregateError) return error.errors.map((each) => renderError(each, form)).join("");
  return renderOne(error, form);
}

function renderOne(error: unknown, form: ErrorForm, introduction = ""): string {
  // A clean-up of several steps may itself have failed more than once.
  if (isSuppressed(error) || error instanceof AggregateError) return renderError(error, form);
  const { colors = noColors } = form;
  const [message, ...details] = isNerdError(error) ? knownLines(error, colors) : strangeLines(error, colors);
  const causes = form.debug && error instanceof Error ? causeLines(error, colors) : [];
  return [`${colors.error("nerdsh:")} ${introduction}${message}`, ...[...details, ...causes].map(indented), ""].join(
    "\n",
  );
}

function knownLines({ message, stderr, hint, suggestions }: NerdError, colors: Colors): string[] {
  const others = suggestions.filter((name) => !hint?.includes(name));
  return [
    visibleText(message),
    ...(stderr?.trim() ? stderr.trimEnd().split("\n").map(colors.faint) : []),
    ...(hint === undefined ? [] : [visibleText(hint)]),
    ...(others.length > 0
      ? [
          `${hint === undefined ? "close" : "also close"}: ${others.map((name) => colors.name(visibleText(name))).join(", ")}`,
        ]
      : []),
  ];
}

/** Nothing but a NerdError is meant to get here. */
function strangeLines(error: unknown, colors: Colors): string[] {
  const text =
    error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : `thrown: ${inspect(error)}`;
  const [first = "", ...frames] = text.split("\n");
  return [`a bug in nerdsh: ${first}`, ...frames.map((frame) => colors.faint(frame.trim())), issues];
}

function causeLines({ cause, stack }: Error, colors: Colors): string[] {
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const own = frames.map((frame) => colors.faint(frame.trim()));
  if (cause === undefined) return own;
  const nested =
    cause instanceof Error ? [`${cause.name}: ${cause.message}`, ...causeLines(cause, colors)] : [inspect(cause)];
  return [...own, `caused by ${nested[0]}`, ...nested.slice(1)];
}

function indented(line: string): string {
  return `  ${line}`;
}
