import { AsyncLocalStorage } from "node:async_hooks";
import { StringDecoder } from "node:string_decoder";
import { format } from "node:util";
import { startUnderFound } from "../../api/current-signal.ts";
import { useOptionsHere } from "../../platform/zx.ts";
import type { TaskScope } from "../../task/execution.ts";
import type { EmitTask, TaskEvent } from "../../task-events.ts";

type StreamName = "stdout" | "stderr";

/**
 * Turns what tasks write into events, and hands them their signals: by `console`, `process.stdout` and `$`, whose functions are
 * everybody's, so that the task is found by the asynchronous call it was made in. From the making on, for the rest of the process.
 */
export class TaskOutput {
  readonly #scopes = new AsyncLocalStorage<TaskScope>();
  readonly #emit: EmitTask;
  /** Lines that have no end yet, by task and stream. */
  readonly #open = new Map<string, { text: string; readonly decoder: StringDecoder }>();

  constructor(emit: EmitTask) {
    this.#emit = emit;
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
    useOptionsHere(() => this.#zxOptions());
  }

  /** For all that `act` does, also later. */
  enter<T>(scope: TaskScope, act: () => T): T {
    return this.#scopes.run(scope, act);
  }

  /** Events on their way to the reporters; the last lines of a task come before its end. */
  report(event: TaskEvent): void {
    if (event.type === "task.finished")
      for (const stream of ["stdout", "stderr"] as const) this.#flush(event.task, stream);
    this.#emit(event);
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
    return {
      ...(signal && { signal }),
      ...(Object.keys(env).length > 0 && { env: { ...process.env, ...env } }),
      verbose: true,
      // Of the task that made the command, whoever reads its output.
      log: (entry) => {
        if (entry.verbose === false) return;
        if (entry.kind === "stdout" || entry.kind === "stderr") this.#take(id, entry.kind, entry.data);
      },
    };
  }

  #take(task: string, stream: StreamName, chunk: string | Uint8Array): void {
    const key = `${stream} ${task}`;
    const open = this.#open.get(key) ?? { text: "", decoder: new StringDecoder() };
    this.#open.set(key, open);
    const text = open.text + (typeof chunk === "string" ? chunk : open.decoder.write(Buffer.from(chunk)));
    const lines = text.split("\n");
    open.text = lines.pop() ?? "";
    for (const line of lines) this.#emit({ type: "task.output", task, stream, line });
  }

  #flush(task: string, stream: StreamName): void {
    const key = `${stream} ${task}`;
    const open = this.#open.get(key);
    this.#open.delete(key);
    const line = open === undefined ? "" : open.text + open.decoder.end();
    if (line !== "") this.#emit({ type: "task.output", task, stream, line });
  }
}
