import type { SessionCall, SessionMethod } from "../../src/buildkit/session/session-call.ts";
import { MessageFramer } from "../../src/rpc/message-framer.ts";

/** The other side of a call that a session method serves, in this process. */
export interface MadeCall {
  /** What the method says, message by message, to its end; rejects where it throws. */
  readonly answers: AsyncIterable<Uint8Array>;
  /** Says something to the method. */
  say(message: Uint8Array): void;
  /** Says no more. */
  hangUp(): void;
  /** Gives the call up. */
  cancel(): void;
  /** The most bytes that were written and not read yet. */
  readonly mostHeldBytes: number;
}

/** `send` waits as long as more than this was not read. */
const mostHeld = 4 * 1024 * 1024;

export function makeCall(method: SessionMethod, metadata: Readonly<Record<string, readonly string[]>> = {}): MadeCall {
  const controller = new AbortController();
  const said = new Queue<Uint8Array>();
  const answered = new Queue<Buffer>();
  const framer = new MessageFramer();
  let heldBytes = 0;
  let mostHeldBytes = 0;
  const sendFrames = async (frames: Uint8Array) => {
    controller.signal.throwIfAborted();
    heldBytes += frames.length;
    mostHeldBytes = Math.max(mostHeldBytes, heldBytes);
    answered.push(Buffer.from(frames.buffer, frames.byteOffset, frames.byteLength));
    while (heldBytes > mostHeld) await answered.taken();
  };
  const call: SessionCall = {
    metadata: new Map(Object.entries(metadata)),
    messages: said,
    signal: controller.signal,
    send: (message) => sendFrames(Buffer.concat([Buffer.of(0), lengthOf(message), message])),
    sendFrames,
  };
  controller.signal.addEventListener("abort", () => said.end({ error: controller.signal.reason }));
  void method(call).then(
    () => answered.end(),
    (error: unknown) => answered.end({ error }),
  );
  const answers = async function* () {
    for await (const frames of answered) {
      yield* framer.push(frames);
      heldBytes -= frames.length;
    }
  };
  return {
    answers: answers(),
    say: (message) => said.push(message),
    hangUp: () => said.end(),
    cancel: () => controller.abort(),
    get mostHeldBytes() {
      return mostHeldBytes;
    },
  };
}

function lengthOf(message: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return length;
}

class Queue<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = [];
  #ended: { readonly error?: unknown } | undefined;
  #pushed = signal();
  #taken = signal();

  push(item: Item): void {
    this.#items.push(item);
    this.#pushed.resolve();
  }

  end(ended: { readonly error?: unknown } = {}): void {
    this.#ended ??= ended;
    this.#pushed.resolve();
  }

  async taken(): Promise<void> {
    await this.#taken.promise;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        yield item;
        this.#taken.resolve();
        this.#taken = signal();
      } else if (this.#ended) {
        if ("error" in this.#ended) throw this.#ended.error;
        return;
      } else {
        this.#pushed = signal();
        await this.#pushed.promise;
      }
    }
  }
}

function signal(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve };
}
