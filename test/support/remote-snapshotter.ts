import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerWritableStream, type sendUnaryData, status } from "@grpc/grpc-js";
import { codec } from "../../src/engine/engine.ts";
import { type Mount, methods, type SnapshotsInfo } from "../../src/engine/protocol.ts";
import { overlayMounts } from "./overlay-mounts.ts";

interface SnapshotRequest {
  readonly key: string;
  readonly name: string;
  readonly parent: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Snapshot extends SnapshotsInfo {
  readonly directory: string;
}

/** What was asked of it. */
export interface Prepared {
  readonly labels: Readonly<Record<string, string>>;
  readonly outcome: "brought" | "made";
}

const refLabel = "containerd.io/snapshot.ref";
const digestLabel = "containerd.io/snapshot/cri.layer-digest";

/**
 * A proxy snapshotter that keeps layers as directories, and has some that nobody needs to bring: those in `layers`, where a directory
 * stands for the layer of a digest, as a remote file system would.
 */
export class RemoteSnapshotter implements AsyncDisposable {
  readonly socket: string;
  /** Digest of a layer to the directory with its files. */
  readonly layers = new Map<string, string>();
  readonly prepared: Prepared[] = [];
  readonly #root: string;
  readonly #snapshots = new Map<string, Snapshot>();
  #server: Server | undefined;
  #count = 0;

  /** Everything of it lies below `root`, which exists. */
  constructor(root: string) {
    this.#root = root;
    this.socket = join(root, "snapshotter.sock");
  }

  /** Whether what is committed under the chain ID came from `layers`. */
  isBrought(chainId: string): boolean {
    return [...this.#snapshots.values()].some(({ labels, directory }) => {
      return labels[refLabel] === chainId && [...this.layers.values()].includes(directory);
    });
  }

  async start(): Promise<void> {
    const server = new Server();
    this.#server = server;
    server.addService(definitions(), {
      prepare: this.#answer(async (request) => ({ mounts: await this.#prepare(request) })),
      view: this.#answer(async (request) => ({ mounts: await this.#make(request, "VIEW") })),
      mounts: this.#answer(async ({ key }) => ({ mounts: this.#mounts(this.#find(key)) })),
      commit: this.#answer(async (request) => this.#commit(request)),
      remove: this.#answer(async ({ key }) => await this.#remove(key)),
      stat: this.#answer(async ({ key }) => ({ info: this.#find(key) })),
      usage: this.#answer(async () => ({ size: 0, inodes: 0 })),
      update: this.#answer(async (request) => ({ info: this.#update(request as unknown as { info: SnapshotsInfo }) })),
      list: (call: ServerWritableStream<object, object>) => {
        call.write({ info: [...this.#snapshots.values()] });
        call.end();
      },
      cleanup: this.#answer(async () => ({})),
    });
    await rm(this.socket, { force: true });
    await new Promise<void>((resolve, reject) => {
      const credentials = ServerCredentials.createInsecure();
      server.bindAsync(`unix:${this.socket}`, credentials, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Breaks every connection, as a process does that is killed. */
  async stop(): Promise<void> {
    this.#server?.forceShutdown();
    await rm(this.socket, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #answer(act: (request: SnapshotRequest) => Promise<object>) {
    return ({ request }: { request: SnapshotRequest }, reply: sendUnaryData<object>): void => {
      act(request).then((response) => reply(null, response), reply);
    };
  }

  async #prepare(request: SnapshotRequest): Promise<Mount[]> {
    const { labels, parent } = request;
    const target = labels[refLabel];
    const directory = this.layers.get(labels[digestLabel] ?? "");
    if (target === undefined || directory === undefined) {
      this.prepared.push({ labels, outcome: "made" });
      return await this.#make(request, "ACTIVE");
    }
    this.prepared.push({ labels, outcome: "brought" });
    this.#snapshots.set(target, { name: target, parent, kind: "COMMITTED", labels, directory, ...now() });
    throw failure(status.ALREADY_EXISTS, target);
  }

  async #make({ key, parent, labels }: SnapshotRequest, kind: "ACTIVE" | "VIEW"): Promise<Mount[]> {
    const directory = join(this.#root, String(this.#count++), "fs");
    await mkdir(directory, { recursive: true });
    await mkdir(join(directory, "../work"));
    const snapshot: Snapshot = { name: key, parent, kind, labels, directory, ...now() };
    this.#snapshots.set(key, snapshot);
    return this.#mounts(snapshot);
  }

  #commit({ name, key, labels }: SnapshotRequest): object {
    const { directory, parent } = this.#find(key);
    this.#snapshots.delete(key);
    this.#snapshots.set(name, { name, parent, kind: "COMMITTED", labels, directory, ...now() });
    return {};
  }

  async #remove(key: string): Promise<object> {
    const { directory } = this.#find(key);
    this.#snapshots.delete(key);
    if (![...this.layers.values()].includes(directory)) await rm(join(directory, ".."), { recursive: true });
    return {};
  }

  #update({ info }: { info: SnapshotsInfo }): SnapshotsInfo {
    const updated = { ...this.#find(info.name), labels: info.labels };
    this.#snapshots.set(info.name, updated);
    return updated;
  }

  #mounts(snapshot: Snapshot): Mount[] {
    const lower: string[] = [];
    for (let { parent } = snapshot; parent !== ""; ) {
      const below = this.#find(parent);
      lower.push(below.directory);
      parent = below.parent;
    }
    return overlayMounts(snapshot.directory, lower, snapshot.kind === "ACTIVE");
  }

  #find(key: string): Snapshot {
    const found = this.#snapshots.get(key);
    if (found === undefined) throw failure(status.NOT_FOUND, key);
    return found;
  }
}

function definitions() {
  const definition = ({ path, request, response }: { path: string; request: string; response: string }) => ({
    ...{ path, requestStream: false, responseStream: path.endsWith("/List") },
    requestSerialize: (value: object) => codec.encode(request, value),
    requestDeserialize: (bytes: Buffer) => codec.decode(request, bytes),
    responseSerialize: (value: object) => codec.encode(response, value),
    responseDeserialize: (bytes: Buffer) => codec.decode(response, bytes),
  });
  return Object.fromEntries(Object.entries(methods.snapshots).map(([name, method]) => [name, definition(method)]));
}

function now(): Pick<SnapshotsInfo, "createdAt" | "updatedAt"> {
  const time = new Date().toISOString();
  return { createdAt: time, updatedAt: time };
}

function failure(code: status, what: string): Error {
  return Object.assign(new Error(what), { code, details: `${status[code]}: ${what}` });
}
