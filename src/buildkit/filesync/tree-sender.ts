import { setImmediate } from "node:timers/promises";
import { RpcError } from "../../rpc/rpc-error.ts";
import type { SessionCall } from "../session/session-call.ts";
import { kindOfGoMode } from "./file-mode.ts";
import { FileRequests } from "./file-requests.ts";
import { OpenFile } from "./open-file.ts";
import { packetFrame, packetTypes } from "./packet.ts";
import { PacketWriter } from "./packet-writer.ts";
import type { TreeEntry } from "./tree-entry.ts";

/** Few large packets: a file of 500 MB takes a third of the time that it takes in pieces of 32 KiB. */
const bufferBytes = 1024 * 1024;

export interface SentTree {
  /** The top, an absolute path. */
  readonly root: string;
  /** What is in it, in turns, between which requests are read. */
  readonly turns: AsyncIterable<readonly TreeEntry[]>;
}

/**
 * The sending side of fsutil's protocol: says what there is, hands over what is asked for while the walk goes on, and ends
 * when BuildKit has all. What it cannot read it tells BuildKit, whose build then fails with that, and throws.
 */
export async function sendTree(call: SessionCall, tree: SentTree): Promise<void> {
  using sender = new TreeSender(call, tree);
  try {
    await sender.sendEntries();
    await sender.sendFiles();
  } catch (error) {
    if (error instanceof RpcError || call.signal.aborted) throw error; // Then it is not for BuildKit to hear.
    const text = error instanceof Error ? error.message : String(error);
    await call.sendFrames(packetFrame(packetTypes.error, { data: Buffer.from(text) }));
    throw error;
  }
  await call.sendFrames(packetFrame(packetTypes.finish, {}));
}

class TreeSender implements Disposable {
  readonly #call: SessionCall;
  readonly #tree: SentTree;
  readonly #requests: FileRequests;
  readonly #writer = new PacketWriter(bufferBytes);
  /** By id, which counts every stat; nothing for what cannot be asked for. */
  readonly #paths: (string | undefined)[] = [];
  #file: OpenFile | undefined;

  constructor(call: SessionCall, tree: SentTree) {
    this.#call = call;
    this.#tree = tree;
    this.#requests = FileRequests.from(call);
  }

  async sendEntries(): Promise<void> {
    for await (const entries of this.#tree.turns) await this.#sendTurn(entries);
    this.#writer.endOfStats();
    await this.#flush();
  }

  async sendFiles(): Promise<void> {
    while (!this.#requests.isFinished || !this.#requests.isEmpty) {
      if (this.#fill()) await this.#flush();
      else await this.#requests.changed();
      await this.#breathe();
    }
  }

  [Symbol.dispose](): void {
    this.#file?.[Symbol.dispose]();
  }

  async #sendTurn(entries: readonly TreeEntry[]): Promise<void> {
    for (const entry of entries) {
      if (!this.#writer.hasRoom(entry)) await this.#flush();
      this.#writer.stat(entry);
      this.#paths.push(isRequestable(entry) ? entry.path : undefined);
    }
    await this.#flush();
    if (this.#fill()) await this.#flush();
    await this.#breathe();
  }

  /** Fills the buffer with files that were asked for; false where there is nothing to send. */
  #fill(): boolean {
    do {
      if (this.#file && !this.#file.sendInto(this.#writer)) break;
      this.#file?.[Symbol.dispose]();
      this.#file = undefined;
    } while (this.#openNext());
    return !this.#writer.isEmpty;
  }

  #openNext(): boolean {
    const id = this.#requests.take();
    if (id === undefined) return false;
    const path = this.#paths[id];
    if (path === undefined) throw new Error(`the builder asks for what is no file: ${id}`);
    this.#file = OpenFile.open(id, `${this.#tree.root}/${path}`);
    return true;
  }

  async #flush(): Promise<void> {
    if (!this.#writer.isEmpty) await this.#call.sendFrames(this.#writer.take());
  }

  /** Health checks are answered between two pieces of work, and requests read. */
  async #breathe(): Promise<void> {
    await setImmediate();
    this.#call.signal.throwIfAborted();
  }
}

function isRequestable({ mode, target }: TreeEntry): boolean {
  return target === "" && kindOfGoMode(mode) === "file";
}
