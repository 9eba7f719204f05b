import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { TaskState } from "../engine/tasks.ts";
import type { FileJournal } from "../store/file-journal.ts";

/** A container as it was seen just now. */
export interface Seen {
  readonly container: StoredContainer;
  readonly task: TaskState | undefined;
}

export interface DutyContext extends Pick<Context, "engine" | "settings"> {
  readonly journal: FileJournal;
}

/**
 * One thing that the supervisor sees to. A duty keeps nothing: what is to be done follows from the container's labels and its
 * task, so that a supervisor that was killed is replaced by any other.
 */
export interface Duty {
  /** Whether the supervisor has to stay for this container. */
  isNeeded(seen: Seen): boolean;
  /** Does what is due now. Called at each look and after each exit; right to be called again. */
  attend(context: DutyContext, seen: Seen): Promise<void>;
}
