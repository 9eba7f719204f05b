import { isConnectFailure } from "../engine/connect.ts";
import { isNerdError } from "../errors.ts";

export type Log = (kind: "error" | "note", message: string) => void;

/** What the supervisor is at: a duty to one container, or something for all of them. */
export interface Work {
  readonly name: string;
  readonly id?: string;
}

/** What fails at the moment. The log has a line when something begins to, or does so in another way, and one when nothing does any more. */
export class Faults {
  readonly #log: Log;
  readonly #messages = new Map<string, { readonly work: Work; readonly message: string }>();

  constructor(log: Log) {
    this.#log = log;
  }

  failed(work: Work, error: unknown): void {
    // The engine that is away is one fault, and not one of each container.
    if (work.id !== undefined && isConnectFailure(error)) return;
    const message = messageOf(error);
    if (this.#messages.get(keyOf(work))?.message === message) return;
    this.#messages.set(keyOf(work), { work, message });
    this.#log("error", `${work.name}${work.id === undefined ? "" : ` of ${work.id.slice(0, 12)}`}: ${message}`);
  }

  succeeded(work: Work): void {
    if (this.#messages.delete(keyOf(work)) && this.#messages.size === 0) this.#log("note", "all is well again");
  }

  /** Nobody will tell of the others any more. */
  keepOnly(ids: readonly string[]): void {
    const gone = [...this.#messages.values()].filter(({ work: { id } }) => id !== undefined && !ids.includes(id));
    for (const { work } of gone) this.succeeded(work);
  }
}

function keyOf({ name, id = "" }: Work): string {
  return `${name} ${id}`;
}

/** With the place where the cause is one of the program's own. */
function messageOf(error: unknown): string {
  if (isNerdError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
