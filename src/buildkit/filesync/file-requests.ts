import { RpcError } from "../../rpc/rpc-error.ts";
import type { SessionCall } from "../session/session-call.ts";
import { packetTypes, readPacket } from "./packet.ts";

const path = "/moby.filesync.v1.FileSync/DiffCopy";

/** The files that BuildKit wants, by their ids, as they come while others are sent. */
export class FileRequests {
  #ids: number[] = [];
  #next = 0;
  #isFinished = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  /** Reads on for as long as the call lasts. */
  static from({ messages, signal }: Pick<SessionCall, "messages" | "signal">): FileRequests {
    const requests = new FileRequests();
    signal.addEventListener("abort", () => requests.#end({ error: signal.reason }), { once: true });
    void requests.#read(messages).catch((error: unknown) => requests.#end({ error }));
    return requests;
  }

  /** BuildKit has all that it wants. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  get isEmpty(): boolean {
    return this.#next === this.#ids.length;
  }

  /** The next one's id; undefined where there is none yet. Throws what has ended the call. */
  take(): number | undefined {
    if (this.#failure) throw this.#failure.error;
    if (this.isEmpty) return undefined;
    const id = this.#ids[this.#next++];
    if (this.#next > 4096) {
      this.#ids = this.#ids.slice(this.#next);
      this.#next = 0;
    }
    return id;
  }

  /** Until there is another one, or none comes any more. */
  async changed(): Promise<void> {
    if (!this.isEmpty || this.#isFinished || this.#failure) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  async #read(messages: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const message of messages) {
      const { type, id, data } = readPacket(message);
      if (type === packetTypes.request) this.#ids.push(id);
      else if (type === packetTypes.finish) this.#isFinished = true;
      else if (type === packetTypes.error) throw new RpcError("ABORTED", Buffer.from(data).toString(), { path });
      this.#wake();
      if (this.#isFinished) return;
    }
    throw new RpcError("CANCELLED", "the builder hung up before it had all files", { path });
  }

  #end(failure: { readonly error: unknown }): void {
    this.#failure ??= failure;
    this.#wake();
  }
}
