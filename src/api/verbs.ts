import type { SystemEvent } from "../container/events/system-event.ts";
import type { LogLine } from "../container/logs/log-line.ts";
import { type ContainerSummary as EngineSummary, publishedPorts } from "../container/record/list.ts";
import { containerName, findContainer } from "../container/record/lookup.ts";
import { findListed } from "../container/record/search.ts";
import type { Context } from "../context.ts";
import type { ImageRow } from "../image/list/list.ts";
import { familiarName } from "../image/reference.ts";
import { Container } from "./container.ts";
import { type EventsOptions, watchedEvents } from "./container-events.ts";
import { type ContainerFilter, filterTexts } from "./container-filter.ts";
import { containerLogs } from "./container-logs.ts";
import type { Cancellable, LogsOptions } from "./container-options.ts";
import { currentSignal } from "./current-signal.ts";
import { type ExecOperation, type ExecOptions, execOperation } from "./exec.ts";
import { type ImageFilter, imageFilterTexts } from "./image-filter.ts";
import { type LogOutput, logOutput } from "./log-output.ts";
import { Operation } from "./operation.ts";
import { createPull } from "./pull.ts";
import { type ContextBase, contextOf } from "./session.ts";

/** A container as `containers()` lists it; `container(name)` gives its handle. */
export type ContainerSummary = Omit<EngineSummary, "container" | "task">;

/** Which containers `containers()` lists: those that run where absent. */
export interface ContainersOptions extends Cancellable {
  /** Those that do not run, too. */
  readonly all?: boolean;
  /** `{ status: "running", label: { app: "web" } }` */
  readonly filter?: ContainerFilter;
}

/** Which images `images()` lists: all where absent. */
export interface ImagesOptions extends Cancellable {
  /** `{ reference: "team/*", dangling: false }` */
  readonly filter?: ImageFilter;
}

/** The verbs that need no handle, bound to an engine. */
export function createVerbs(openBase: () => Promise<ContextBase>) {
  const operation = <T>(signal: AbortSignal | undefined, work: (context: Context) => Promise<T>): Operation<T> =>
    Operation.start(async (settings) => await work(contextOf(await openBase(), settings))).signal(signal);
  return {
    /** Fetches an image from its registry, whether it is here or not. Resolves once containers can be made from it, where it runs here. */
    pull: createPull(openBase),

    /**
     * Every image here, newest first; a row for each platform that is here. Or those that a filter asks for:
     * `images({ filter: { reference: "team/*", dangling: false } })`.
     */
    images: ({ filter, signal }: ImagesOptions = {}): Operation<readonly ImageRow[]> =>
      operation(signal, async (context) => {
        const { listImages } = await import("../image/list/list.ts");
        const rows = await listImages(context);
        if (filter === undefined) return rows;
        const { imageFilter } = await import("../image/list/filter.ts");
        return rows.filter(imageFilter({ texts: imageFilterTexts(filter) }, rows));
      }),

    /**
     * Those that run, newest first; with `all`, or a filter of status or exit code, those that have exited or never ran, too:
     * `containers({ filter: { status: "running", label: { app: "web" } } })`.
     */
    containers: ({
      all = false,
      filter = {},
      signal,
    }: ContainersOptions = {}): Operation<readonly ContainerSummary[]> =>
      operation(signal, async (context) => {
        const found = await findListed(context, { all, filter: filterTexts(filter) });
        return found.map(({ container, task, ...summary }) => summary);
      }),

    /** The handle of a container that is there already, by name or by the beginning of its id. */
    container: (reference: string, { signal }: Cancellable = {}): Operation<Container> =>
      operation(signal, async (context) => {
        const found = await findContainer(context, reference);
        const names = { id: found.id, name: containerName(found), image: familiarName(found.image) };
        return new Container(await openBase(), names, publishedPorts(context, found.id));
      }),

    /** Runs a command in a running container. */
    exec: (reference: string, command: readonly string[], options: ExecOptions = {}): ExecOperation =>
      execOperation(openBase, reference, command, options),

    /** What happens to containers and images: `for await (const { action, attributes } of events({ filter: ["event=die"] })) …`. */
    async *events(options: EventsOptions = {}): AsyncGenerator<SystemEvent, void, undefined> {
      yield* watchedEvents(await openBase(), options);
    },

    /** What a container has written: line by line, or whole with `.text()` or `.lines()`. */
    logs(reference: string, options: LogsOptions = {}): LogOutput<LogLine> {
      const signal = options.signal ?? currentSignal() ?? new AbortController().signal;
      return logOutput(async () => {
        const base = await openBase();
        const { id } = await findContainer({ ...base, signal }, reference);
        return containerLogs(base, id, { ...options, signal });
      });
    },
  };
}
