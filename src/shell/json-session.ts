import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { isNerdError, NerdError } from "../errors.ts";
import { failureText } from "../ui/failure.ts";
import { type JsonRequest, parseRequest, requestId } from "./json-request.ts";
import { jsonLine, jsonValue } from "./json-value.ts";
import { type LineOutcome, LineRunner } from "./line-runner.ts";
import { openSession, type SessionOptions } from "./session.ts";
import { eachItem, isStream } from "./value-stream.ts";
import { itemText, valueText } from "./value-text.ts";

export interface JsonSessionOptions extends SessionOptions {
  readonly version: string;
  readonly input: Readable;
  /** Past whatever hides secrets and catches output: each line is whole already. */
  write(line: string): void;
  /** Hands over what the program writes from now on, instead of to its own streams. */
  catchOutput(take: (stream: "stdout" | "stderr", text: string) => void): void;
  /** Hands over what the engine reports from now on. */
  catchEvents(take: (event: object) => void): void;
}

type Id = string | number | null;

/** Columns of what `text` holds, as no terminal says how wide it is. */
const columns = 100;

/** One request a line, answered by events a line; code runs one after another, the rest at once. Ends with its input. */
export async function runJsonSession(options: JsonSessionOptions): Promise<number> {
  await using session = openSession(options);
  await new JsonSession(options, new LineRunner(options, session)).run();
  return 0;
}

class JsonSession {
  readonly #options: JsonSessionOptions;
  readonly #runner: LineRunner;
  /** What has not been answered to its end. */
  readonly #open = new Map<Id, AbortController>();
  #queue: Promise<void> = Promise.resolve();
  /** Whose code runs. */
  #running: Id = null;
  #line = 0;

  constructor(options: JsonSessionOptions, runner: LineRunner) {
    this.#options = options;
    this.#runner = runner;
  }

  async run(): Promise<void> {
    const { input, catchOutput, catchEvents, version } = this.#options;
    catchOutput((stream, text) => this.#emit(this.#running, "output", { stream, text }));
    catchEvents((event) => this.#emit(this.#running, "event", { event }));
    const showUnawaited = (error: unknown) => this.#emit(this.#running, "error", errorFields(error));
    process.on("unhandledRejection", showUnawaited).on("uncaughtException", showUnawaited);
    const cancelAll = () => {
      for (const controller of this.#open.values()) controller.abort(interrupted());
    };
    process.on("SIGINT", cancelAll);
    this.#emit(null, "ready", { version });
    const answers = new Set<Promise<void>>();
    for await (const line of createInterface({ input })) {
      if (line.trim() === "") continue;
      const answer = this.#take(line).finally(() => answers.delete(answer));
      answers.add(answer);
    }
    await Promise.all(answers);
    process.off("SIGINT", cancelAll);
  }

  async #take(line: string): Promise<void> {
    let id: Id = null;
    try {
      id = requestId(line);
      const request = parseRequest(line);
      if (this.#open.has(id)) throw new NerdError("ALREADY_EXISTS", `a request with this id is open: ${id}`);
      await this.#answerOpen(request);
    } catch (error) {
      this.#emit(id, "error", errorFields(error));
      this.#emit(id, "done");
    }
  }

  async #answerOpen(request: JsonRequest): Promise<void> {
    const controller = new AbortController();
    this.#open.set(request.id, controller);
    const answer = () => this.#answerToItsEnd(request, controller.signal);
    await (request.kind === "code" ? this.#inTurn(answer) : answer());
  }

  async #answerToItsEnd(request: JsonRequest, signal: AbortSignal): Promise<void> {
    try {
      await this.#answer(request, signal);
    } catch (error) {
      this.#emit(request.id, "error", errorFields(error));
    } finally {
      this.#open.delete(request.id);
      this.#emit(request.id, "done");
    }
  }

  async #answer(request: JsonRequest, signal: AbortSignal): Promise<void> {
    switch (request.kind) {
      case "code":
        return await this.#runLine(request.id, request.code, signal);
      case "complete": {
        const completions = await this.#runner.complete(request.text.slice(0, request.cursor), signal);
        const start = completions?.place.start ?? request.cursor;
        return this.#emit(request.id, "result", { value: { start, candidates: completions?.candidates ?? [] } });
      }
      case "docs":
        return this.#emit(request.id, "result", { text: await this.#runner.docs(request.name, true) });
      case "cancel": {
        const target = this.#open.get(request.target);
        if (target === undefined) throw new NerdError("NOT_FOUND", `no such request is open: ${request.target}`);
        target.abort(interrupted());
      }
    }
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work);
    await this.#queue;
  }

  async #runLine(id: Id, code: string, signal: AbortSignal): Promise<void> {
    this.#running = id;
    try {
      signal.throwIfAborted();
      const line = this.#runner.kindOf(code);
      this.#line += 1;
      if (line.kind === "empty") return;
      if (line.kind === "meta") throw new NerdError("UNSUPPORTED", `.${line.name} is for people at a terminal`);
      const known = line.kind === "incomplete" ? { kind: "code" as const, code: line.code } : line;
      await this.#show(id, await untilAborted(this.#runner.run(known, this.#line, signal), signal), signal);
    } finally {
      this.#running = null;
    }
  }

  async #show(id: Id, outcome: LineOutcome, signal: AbortSignal): Promise<void> {
    switch (outcome.kind) {
      case "text":
        return this.#emit(id, "result", { text: outcome.text });
      case "status":
        return this.#emit(id, "result", { exitCode: outcome.exitCode });
      case "value": {
        const { value } = outcome;
        if (value === undefined) return;
        if (isStream(value))
          return await eachItem(value, signal, (item) =>
            this.#emit(id, "item", { value: jsonValue(item), text: itemText(item, false) }),
          );
        this.#emit(id, "result", {
          line: this.#line,
          value: jsonValue(value),
          text: valueText(value, { columns, hasColors: false }),
        });
      }
    }
  }

  #emit(id: Id, type: string, fields: object = {}): void {
    this.#options.write(jsonLine({ id, type, ...fields }));
  }
}

/** What takes no notice of the signal is left behind, so that the next request has its turn. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const abandoned = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new NerdError("CANCELLED", "cancelled without waiting for the end"));
    signal.addEventListener("abort", () => setTimeout(giveUp, graceMs).unref(), { once: true });
  });
  abandoned.catch(() => {}); // Nobody waits for it where the work ends first.
  work.catch(() => {}); // Nobody waits for that where it was left behind.
  return await Promise.race([work, abandoned]);
}

/** How long what was cancelled may take to clean up. */
const graceMs = 5_000;

function interrupted(): DOMException {
  return new DOMException("the request was cancelled", "AbortError");
}

/** What a program can act on, and what a person would have read. */
function errorFields(error: unknown): object {
  const text = failureText(error, { cwd: process.cwd(), hasPlaces: false });
  if (error instanceof DOMException && error.name === "AbortError")
    return { code: "CANCELLED", message: error.message, text };
  if (!isNerdError(error)) return { message: error instanceof Error ? error.message : text, text };
  const { code, message, hint, suggestions, exitCode, stderr } = error;
  return { code, message, hint, suggestions, exitCode, stderr, text };
}
