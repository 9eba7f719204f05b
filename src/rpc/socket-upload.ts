import { frame } from "./message-framer.ts";

/** What a request asks of its connection. */
export interface UploadWire {
  /** How many bytes the server takes now of all requests together. */
  readonly window: number;
  /** Sends bytes that the windows allow, and waits until the socket takes more. */
  send(bytes: Uint8Array): Promise<void>;
  end(): void;
}

/** What is copied at once. */
const largestWrite = 1 << 18;

/** A request of any size, sent as fast as the server takes it (RFC 9113, section 5.2). */
export class SocketUpload {
  readonly #wire: UploadWire;
  #window: number;
  #isOver = false;
  #wake = () => {};

  constructor(wire: UploadWire, window: number) {
    this.#wire = wire;
    this.#window = window;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The server takes so many bytes more of this request; 0 where it takes more of all. */
  grow(bytes: number): void {
    this.#window += bytes;
    this.#wake();
  }

  /** The call is over: whatever is left is wanted by nobody. */
  stop(): void {
    this.#isOver = true;
    this.#wake();
  }

  async write(message: Uint8Array): Promise<void> {
    await this.send(frame(message));
  }

  /** Bytes that hold whole frames of gRPC's already. They are sent, or copied, when it resolves. */
  async send(frames: Uint8Array): Promise<void> {
    let rest = frames;
    while (rest.length > 0 && !this.#isOver) {
      const size = Math.min(rest.length, largestWrite, this.#window, this.#wire.window);
      if (size > 0) {
        this.#window -= size;
        await this.#wire.send(rest.subarray(0, size));
        rest = rest.subarray(size);
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  end(): void {
    if (!this.#isOver) this.#wire.end();
  }
}
