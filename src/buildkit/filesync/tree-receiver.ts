import { RpcError } from "../../rpc/rpc-error.ts";
import type { SessionCall } from "../session/session-call.ts";
import { packetFrame, packetTypes, readPacket } from "./packet.ts";
import { TreeWriter } from "./tree-writer.ts";

const path = "/moby.filesync.v1.FileSend/DiffCopy";

/**
 * The receiving side of fsutil's protocol: asks for every file that it hears of, and makes what it gets below `target`, beside
 * what is there already. Rejects with what BuildKit says went wrong, or what could not be written; a file is
 * under its own name only once it is whole.
 */
export async function receiveTree(call: SessionCall, target: string): Promise<void> {
  using writer = new TreeWriter(target);
  const asking = new Asking(call);
  let [id, isListed, isFinished] = [0, false, false];
  try {
    for await (const message of call.messages) {
      asking.throwIfFailed();
      const packet = readPacket(message);
      if (packet.type === packetTypes.error)
        throw new RpcError("ABORTED", Buffer.from(packet.data).toString(), { path });
      if (packet.type === packetTypes.finish) return;
      if (packet.type === packetTypes.stat) {
        if (packet.entry === undefined) isListed = true;
        else if (await writer.entry(id++, packet.entry)) asking.ask(id - 1);
      } else if (packet.type === packetTypes.data) {
        await writer.data(packet.id, packet.data);
      }
      if (!isListed || isFinished || writer.awaitsFiles) continue;
      isFinished = true;
      await writer.finish();
      asking.finish();
    }
  } catch (error) {
    if (!(error instanceof RpcError) && !call.signal.aborted) await complain(call, error);
    throw error;
  }
  if (!isFinished) throw new RpcError("CANCELLED", "the builder hung up before it had sent all files", { path });
}

async function complain(call: SessionCall, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  await call.sendFrames(packetFrame(packetTypes.error, { data: Buffer.from(text) }));
}

/** Says what is wanted beside reading: whoever waited with reading until it was said could wait for ever. */
class Asking {
  readonly #call: SessionCall;
  #frames: Buffer[] = [];
  #isSending = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(call: SessionCall) {
    this.#call = call;
  }

  ask(id: number): void {
    this.#push(packetFrame(packetTypes.request, { id }));
  }

  finish(): void {
    this.#push(packetFrame(packetTypes.finish, {}));
  }

  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  #push(frame: Buffer): void {
    this.#frames.push(frame);
    if (!this.#isSending) void this.#send();
  }

  /** What has come while the last ones were sent goes in one write. */
  async #send(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#frames.length > 0) {
        const frames = Buffer.concat(this.#frames);
        this.#frames = [];
        await this.#call.sendFrames(frames);
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#isSending = false;
  }
}
