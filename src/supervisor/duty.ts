import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { TaskState } from "../engine/tasks.ts";
import type { FileJournal } from "../store/file-journal.ts";

/** A container as it was seen just now. */
export interface Seen {
  readonly container: StoredContainer;
  readonly task: TaskState | undefined;
}

export interface DutyContext extends Context {
  readonly journal: FileJournal;
}

/**
 * One thing that the supervisor sees to. A duty keeps nothing: what is to be done follows from the container's labels, its files and its
 * task, so that a supervisor that was killed is replaced by any other.
 */
export interface Duty {
  /** As the log names it. */
  readonly name: string;
  /** Whether nobody needs to wait for it before the supervisor may leave: it only works for containers that need the supervisor anyway. */
  readonly isUnhurried?: boolean;
  /** Whether the supervisor has to stay for this container. */
  isNeeded(seen: Seen, context: Pick<Context, "settings" | "engine">): boolean;
  /**
   * Does what is due now, and tells when something will be again, in milliseconds since the epoch. Called at each look, after each event of the
   * container, and at that time, which then is `askedMs`; right to be called again, never for one container twice at once.
   */
  attend(context: DutyContext, seen: Seen, askedMs?: number): Promise<number | undefined>;
}
