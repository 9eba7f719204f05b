import { AsyncLocalStorage } from "node:async_hooks";
import { StringDecoder } from "node:string_decoder";
import { format } from "node:util";
import { reachServicesFound } from "../../api/current-services.ts";
import { startUnderFound } from "../../api/current-signal.ts";
import type { Services } from "../../api/service-options.ts";
import { useOptionsHere } from "../../platform/zx.ts";
import { knowsSecrets, maskedText, streamMasker } from "../../secrets/known-secrets.ts";
import { maskedError } from "../../secrets/masked-error.ts";
import type { SecretMasker } from "../../secrets/secret-masker.ts";
import type { TaskScope } from "../../task/execution.ts";
import type { EmitTask, TaskEvent } from "../../task-events.ts";
import { TaskSteps } from "./task-steps.ts";

type StreamName = "stdout" | "stderr";

interface OpenLine {
  readonly task: string;
  readonly stream: StreamName;
  readonly step: number | undefined;
  readonly decoder: StringDecoder;
  readonly masker: SecretMasker;
  text: string;
}

/**
 * Turns what tasks write into events, and hands them their signals: by `console`, `process.stdout` and `$`, whose functions are
 * everybody's, so that the task is found by the asynchronous call it was made in. From the making on, for the rest of the process.
 */
export class TaskOutput {
  readonly #scopes = new AsyncLocalStorage<TaskScope>();
  readonly #emit: EmitTask;
  readonly #steps: TaskSteps;
  /** Lines that have no end yet, by task, stream and step. */
  readonly #open = new Map<string, OpenLine>();

  constructor(emit: EmitTask) {
    this.#emit = emit;
    this.#steps = new TaskSteps({ emit: (event) => this.report(event), taskHere: () => this.#scopes.getStore()?.id });
    for (const name of ["stdout", "stderr"] as const) this.#divert(name);
    // Bun's and Deno's consoles do not write to `process.stdout`.
    for (const method of ["log", "info", "debug", "warn", "error"] as const) {
      const { console: target } = globalThis;
      const write = target[method].bind(target);
      target[method] = (...values: unknown[]) => {
        const scope = this.#scopes.getStore();
        if (scope === undefined) return write(...values);
        const stream = method === "warn" || method === "error" ? "stderr" : "stdout";
        this.#take(scope.id, stream, `${format(...values)}\n`);
      };
    }
    startUnderFound((outer) => {
      const scope = this.#scopes.getStore();
      return scope === undefined ? outer : scope.signal;
    });
    // Of `startedServices` in src/api/task.ts, which are handles.
    reachServicesFound(() => this.#scopes.getStore()?.services as Services | undefined);
    useOptionsHere(() => this.#zxOptions());
  }

  /** For all that `act` does, also later. */
  enter<T>(scope: TaskScope, act: () => T): T {
    return this.#scopes.run(scope, act);
  }

  /** Events on their way to the reporters; the last lines of a task or a step come before its end. */
  report(event: TaskEvent): void {
    if (event.type === "task.finished") this.#flush((open) => open.task === event.task);
    if (event.type === "step.finished") this.#flush((open) => open.step === event.step);
    this.#emit(withoutSecrets(event));
  }

  /** What a task has written without an end of the line counts as one. */
  endLines(task: string): void {
    this.#flush((open) => open.task === task);
  }

  #divert(name: StreamName): void {
    const stream = process[name];
    const write = stream.write.bind(stream) as (...values: unknown[]) => boolean; // One signature for its overloads.
    stream.write = (...values: unknown[]) => {
      const scope = this.#scopes.getStore();
      if (scope === undefined) return write(...values);
      this.#take(scope.id, name, values[0] as string | Uint8Array);
      const done = values.findLast((value) => typeof value === "function") as (() => void) | undefined;
      if (done !== undefined) queueMicrotask(done);
      return true;
    };
  }

  #zxOptions(): ReturnType<Parameters<typeof useOptionsHere>[0]> {
    const scope = this.#scopes.getStore();
    if (scope === undefined) return undefined;
    const { id, signal, env } = scope;
    const step = this.#steps.here();
    return {
      ...(signal && { signal }),
      ...(Object.keys(env).length > 0 && { env: { ...process.env, ...env } }),
      verbose: true,
      // Of the task that made the command, whoever reads its output.
      log: (entry) => {
        if (entry.verbose === false) return;
        if (entry.kind === "stdout" || entry.kind === "stderr") this.#take(id, entry.kind, entry.data, step);
      },
    };
  }

  #take(task: string, stream: StreamName, chunk: string | Uint8Array, step = this.#steps.here()): void {
    const key = `${stream} ${step ?? ""} ${task}`;
    const open = this.#open.get(key) ?? { task, stream, step, text: "", ...readers() };
    this.#open.set(key, open);
    const text =
      open.text + open.decoder.write(open.masker.write(typeof chunk === "string" ? Buffer.from(chunk) : chunk));
    const lines = text.split("\n");
    open.text = lines.pop() ?? "";
    for (const line of lines) this.#say(open, line);
  }

  #flush(isOver: (open: OpenLine) => boolean): void {
    for (const [key, open] of this.#open) {
      if (!isOver(open)) continue;
      this.#open.delete(key);
      const line = open.text + open.decoder.write(open.masker.end()) + open.decoder.end();
      for (const each of line.split("\n")) if (each !== "") this.#say(open, each);
    }
  }

  #say({ task, stream, step }: OpenLine, line: string): void {
    this.#emit({ type: "task.output", task, stream, line, ...(step !== undefined && { step }) });
  }
}

/** Before lines are cut: a secret may have several. */
function readers(): Pick<OpenLine, "decoder" | "masker"> {
  return { decoder: new StringDecoder(), masker: streamMasker() };
}

function withoutSecrets(event: TaskEvent): TaskEvent {
  if (!knowsSecrets()) return event;
  switch (event.type) {
    case "task.retried":
      return { ...event, error: maskedError(event.error) };
    case "task.finished": {
      const { reason, error } = event;
      return {
        ...event,
        ...(reason && { reason: maskedText(reason) }),
        ...("error" in event && { error: maskedError(error) }),
      };
    }
    case "task.output": // From the cache: its run may have known fewer.
      return { ...event, line: maskedText(event.line) };
    case "step.started":
    case "step.finished":
      return { ...event, name: maskedText(event.name) };
    default:
      return event;
  }
}
