import type { Caller, SocketCall } from "./socket-call.ts";

/** The messages of a response, for a reader that takes them one after another: what it has not taken keeps the server waiting. */
export class ResponseMessages implements Caller {
  readonly #waiting: Buffer[] = [];
  #end: { readonly error: unknown } | undefined;
  #wake = () => {};

  received(message: Buffer): boolean {
    this.#waiting.push(message);
    this.#wake();
    return false;
  }

  ended(error: unknown): void {
    this.#end = { error };
    this.#wake();
  }

  /** Stops the call where the reader leaves early. */
  async *read(call: SocketCall): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (;;) {
        for (let message = this.#waiting.shift(); message !== undefined; message = this.#waiting.shift()) yield message;
        call.giveBack();
        if (this.#end?.error !== undefined) throw this.#end.error;
        if (this.#end !== undefined) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      call.stop(undefined);
    }
  }
}
