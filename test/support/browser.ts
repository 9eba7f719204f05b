import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { running } from "./running-child.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A page in a real Chromium, by the devtools protocol over a pipe: JSON, each message ended by a NUL. */
export class Browser implements AsyncDisposable {
  /** What pages have thrown, and what the console says as an error or a warning. */
  readonly complaints: string[] = [];
  readonly #child: ChildProcess;
  readonly #directory: { readonly path: string } & AsyncDisposable;
  readonly #waiting = new Map<number, PromiseWithResolversOf<Message>>();
  #count = 0;
  #session: string | undefined;

  private constructor(child: ChildProcess, directory: { readonly path: string } & AsyncDisposable) {
    this.#child = child;
    this.#directory = directory;
    let rest = "";
    const read = child.stdio[4] as Readable; // As it was spawned.
    read.setEncoding("utf8").on("data", (chunk: string) => {
      const messages = (rest + chunk).split("\0");
      rest = messages.pop() ?? "";
      for (const text of messages) this.#hear(JSON.parse(text) as Message); // As the protocol says.
    });
    child.once("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("chromium has ended"));
    });
    child.stdio[3]?.on("error", () => {}); // It has ended, which its close says.
  }

  static async open(): Promise<Browser> {
    const directory = await temporaryDirectory();
    const child = spawn(
      "chromium",
      [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
        ...[`--user-data-dir=${directory.path}`, "--remote-debugging-pipe"],
      ],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], env: { ...process.env, HOME: directory.path } },
    );
    await once(child, "spawn");
    const browser = new Browser(child, directory);
    const { targetId } = await browser.call<{ targetId: string }>("Target.createTarget", { url: "about:blank" });
    const attached = await browser.call<{ sessionId: string }>("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = attached.sessionId;
    for (const domain of ["Runtime", "Log", "Page"]) await browser.call(`${domain}.enable`);
    return browser;
  }

  /** Another page than the one before; what that one complained of is forgotten. */
  async visit(url: string): Promise<void> {
    await this.call("Page.navigate", { url: "about:blank" });
    this.complaints.length = 0;
    await this.call("Page.navigate", { url });
    await this.until(`document.readyState === "complete" && location.href === ${JSON.stringify(url)}`);
  }

  async call<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.#count;
    const answer = resolvers<Message>();
    this.#waiting.set(id, answer);
    const session = this.#session && { sessionId: this.#session };
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    const { result, error } = await answer.promise;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result as T; // What the protocol says of the method.
  }

  /** An expression's value in the page, as JSON has it. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.call<{ result: { value: T }; exceptionDetails?: unknown }>(
      "Runtime.evaluate",
      { expression, returnByValue: true, awaitPromise: true },
    );
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  }

  async until(expression: string, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await this.evaluate<boolean>(expression))) {
      if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${expression}`);
      await delay(25);
    }
  }

  /** Presses a key, with the character that it types. */
  async press(key: string): Promise<void> {
    const text = key.length === 1 ? { text: key } : {};
    await this.call("Input.dispatchKeyEvent", { type: "keyDown", key, code: key, ...text });
    await this.call("Input.dispatchKeyEvent", { type: "keyUp", key, code: key });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const killed = running(this.#child);
    const ended = once(this.#child, "exit");
    this.#session = undefined;
    await Promise.race([this.call("Browser.close").then(() => ended), delay(10_000, undefined, { ref: false })]);
    await killed[Symbol.asyncDispose]();
    // Its own processes may write for a moment longer.
    await rm(this.#directory.path, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
    await this.#directory[Symbol.asyncDispose]();
  }

  #hear(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.resolve(message);
      this.#waiting.delete(message.id);
    } else if (isComplaint(message)) this.complaints.push(JSON.stringify(message.params));
  }
}

interface PromiseWithResolversOf<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function resolvers<T>(): PromiseWithResolversOf<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

function isComplaint({ method, params }: Message): boolean {
  if (method === "Runtime.exceptionThrown" || method === "Log.entryAdded") return true;
  const { type } = (params ?? {}) as { readonly type?: string };
  return method === "Runtime.consoleAPICalled" && ["error", "warning", "assert"].includes(type ?? "");
}
