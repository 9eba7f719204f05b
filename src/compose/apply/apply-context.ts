import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { ComposePart, ComposeState } from "../../events.ts";
import type { Separator } from "../names.ts";
import type { Project } from "../project.ts";
import type { Observation } from "../state/observe.ts";
import type { Slots } from "./slots.ts";

/** What the steps of a plan are done with. */
export interface ApplyContext {
  readonly context: Context;
  readonly project: Project;
  readonly observed: Observation;
  /** Of the image that each service runs. */
  readonly imageIds: Readonly<Record<string, string>>;
  readonly separator: Separator;
  /** What providers have set for those that depend on their services, by service; written to while a plan is applied. */
  readonly provided: Map<string, Readonly<Record<string, string>>>;
  /** Seconds until a container that is to stop is killed; its own where undefined. */
  readonly timeout?: number | undefined;
  /** New containers get no volumes of those that they replace. */
  readonly renewVolumes?: boolean;
  /** Volumes without a name go with the containers. */
  readonly removeVolumes?: boolean;
}

/** The same for the steps of one plan. */
export interface StepContext extends ApplyContext {
  /** Taken by each container until its record and its layer are there: by this process's thread and the disk, one after the other. */
  readonly preparing: Slots;
  /** The same until its task is there, which keeps the processors busy. */
  readonly making: Slots;
}

interface Shown {
  readonly part: ComposePart;
  readonly name: string;
  /** Under way, and done. */
  readonly states: readonly [ComposeState, ComposeState];
}

/** Does something of which the beginning, the end, or the failure is told. */
export async function shown<Result>(
  { context, project }: Pick<ApplyContext, "context"> & { readonly project: Pick<Project, "name"> },
  { part, name, states: [doing, done] }: Shown,
  work: () => Promise<Result>,
): Promise<Result> {
  const tell = (state: ComposeState, detail?: string) =>
    context.emit({ type: "compose.progress", project: project.name, part, name, state, ...(detail && { detail }) });
  tell(doing);
  try {
    const result = await work();
    tell(done);
    return result;
  } catch (error) {
    if (!context.signal.aborted) tell("failed", error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** The failure of one service among many: its message begins with whose it is. */
export function ofService(service: string, error: unknown): unknown {
  if (!isNerdError(error) || error.code === "CANCELLED") return error;
  const { code, message, hint, suggestions, exitCode, stderr } = error;
  return new NerdError(code, `service ${service}: ${message}`, {
    suggestions,
    exitCode,
    cause: error,
    ...(hint && { hint }),
    ...(stderr && { stderr }),
  });
}
