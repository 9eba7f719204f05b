import type { Socket } from "node:net";
import { stalled } from "./network-failure.ts";

interface Ended {
  destroy(error: Error): unknown;
}

/** The limit on what a request waits for, first a connection, then one thing at a time: it is ended where that takes too long, or is cancelled. */
export class WaitLimit implements Disposable {
  readonly #request: Ended;
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #cancel = () => this.#request.destroy(new Error("cancelled"));
  #isConnected = false;
  #isOver = false;
  #next: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(request: Ended, url: string, { signal, connectMs }: { signal: AbortSignal; connectMs: number }) {
    this.#request = request;
    this.#url = url;
    this.#signal = signal;
    signal.addEventListener("abort", this.#cancel, { once: true });
    this.#start("no connection", connectMs);
  }

  /** The connection that the request goes by, which may be yet to come. */
  follow(socket: Socket): void {
    if (socket.connecting) socket.once("connect", () => this.connected());
    else this.connected();
  }

  connected(): void {
    this.#isConnected = true;
    this.#turn(this.#next);
  }

  /** The server's turn: `what` is what we get where it lets it pass, such as `no answer`. */
  wait(what: string, ms: number): void {
    this.#turn(() => this.#start(what, ms));
  }

  /** Our own turn, which takes what it takes. */
  rest(): void {
    this.#turn(undefined);
  }

  #turn(next: (() => void) | undefined): void {
    this.#next = next;
    if (!this.#isConnected || this.#isOver) return;
    clearTimeout(this.#timer);
    next?.();
  }

  #start(what: string, ms: number): void {
    this.#timer = setTimeout(() => this.#request.destroy(stalled(this.#url, what, ms)), ms);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#cancel);
  }
}
