import { compileFailure, placedFailure } from "../compiled/compile-failure.ts";

/** What Bun says of code that it cannot read. */
interface BuildMessage {
  readonly name: "BuildMessage";
  readonly message: string;
  readonly position: null | {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly lineText: string;
  };
}

/** What it says of a module that is not there. */
interface ResolveMessage {
  readonly name: "ResolveMessage";
  readonly specifier: string;
  /** The path of the file that imports it. */
  readonly referrer: string;
}

/** The error of an import as the other runtimes have it, with its place in the source; any other as it is. `read` gives the code of a path, or throws. */
export function placedError(error: unknown, read: (path: string) => string): unknown {
  const [first = error] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const name = (first as { readonly name?: unknown } | undefined)?.name;
  if (name === "BuildMessage") {
    const { message, position } = first as BuildMessage;
    return position === null ? error : placedFailure({ ...position, text: message });
  }
  if (name !== "ResolveMessage") return error;
  const { specifier, referrer } = first as ResolveMessage;
  const source = sourceOf(referrer, read);
  if (source === undefined) return error;
  return compileFailure({ file: referrer, source, text: `could not resolve "${specifier}"`, specifier });
}

/** Undefined where nobody has it: a name that was asked for by something else than a file. */
function sourceOf(path: string, read: (path: string) => string): string | undefined {
  try {
    return read(path);
  } catch {
    return undefined;
  }
}
