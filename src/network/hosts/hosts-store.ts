import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../settings/settings.ts";
import { createFile, errno, removeFileAside, replaceFile } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";
import { defaultNetworkName } from "../lists/default-network.ts";
import { type HostsMeta, hostsText, isPeer } from "./hosts-file.ts";

/** By store: who waits for the lock, to write all of its files. */
const rewrites = new Map<string, Promise<void>>();

/**
 * The hosts files of a namespace's containers, in nerdctl's store: `etchosts/<namespace>/<id>/hosts`, which is mounted at /etc/hosts, with
 * `meta.json` beside it as long as the container is in a network.
 */
export class HostsStore {
  readonly #directory: string;

  constructor({ dataStore, namespace }: Pick<Settings, "dataStore" | "namespace">) {
    this.#directory = join(dataStore, "etchosts", namespace);
  }

  hostsPath(id: string): string {
    return join(this.#directory, id, "hosts");
  }

  /** Makes the file before the container is started, so that there is something to mount. The host's own text serves a host network. */
  async create(id: string, text = ""): Promise<void> {
    await createFile(this.hostsPath(id), text, { mode: 0o644 });
  }

  /**
   * Enters a container once it has its addresses: its own file, and its names in those of its peers. The default network's containers do
   * not learn each other's names, as in Docker, so that starting many there does not write each one's file for every other.
   */
  async enter(meta: HostsMeta): Promise<void> {
    await replaceFile(this.#metaPath(meta.ID), JSON.stringify(meta));
    if (hasNamedPeers(meta)) return await this.#rewriteAll();
    await this.#rewrite(meta, [meta]);
  }

  /** Whether a container runs in a network. */
  isEntered(id: string): boolean {
    return existsSync(this.#metaPath(id));
  }

  /** Tells the new name of a container to its peers; one that runs in no network has nobody to tell. */
  async rename(id: string, name: string): Promise<void> {
    const meta = await this.#meta(id);
    if (meta !== undefined) await this.enter({ ...meta, Name: name });
  }

  /** Takes a stopped container's names away from its peers; its own file stays. */
  async leave(id: string): Promise<void> {
    const meta = await this.#meta(id);
    if (meta === undefined) return;
    await removeFileAside(this.#metaPath(id));
    if (hasNamedPeers(meta)) await this.#rewriteAll();
  }

  async remove(id: string): Promise<void> {
    await this.leave(id);
    rmSync(join(this.#directory, id), { recursive: true, force: true });
  }

  /** Every container that has a directory here. */
  async ids(): Promise<string[]> {
    return await directoriesIn(this.#directory);
  }

  /** Every namespace that has hosts files in a data store. */
  static async namespaces({ dataStore }: Pick<Settings, "dataStore">): Promise<string[]> {
    return await directoriesIn(join(dataStore, "etchosts"));
  }

  /** One who waits for the lock writes for all who come meanwhile: of many that start or end at once, a few. */
  async #rewriteAll(): Promise<void> {
    const waiting = rewrites.get(this.#directory) ?? this.#rewriteLocked();
    rewrites.set(this.#directory, waiting);
    await waiting;
  }

  async #rewriteLocked(): Promise<void> {
    await using lock = await lockFile(this.#directory).finally(() => rewrites.delete(this.#directory));
    const read = lock && (await Promise.all((await this.ids()).map((id) => this.#meta(id))));
    const metas = (read ?? []).filter((meta) => meta !== undefined);
    await Promise.all(
      metas.filter(hasNamedPeers).map((meta) =>
        this.#rewrite(
          meta,
          metas.filter((other) => isPeer(meta, other)),
        ),
      ),
    );
  }

  /** In place, since a rename would leave the mounted file as it was. */
  async #rewrite(meta: HostsMeta, peers: readonly HostsMeta[]): Promise<void> {
    const file = await this.#open(meta.ID);
    try {
      const previous = readFileSync(file, "utf8");
      const text = hostsText(meta, peers, previous);
      if (text === previous) return;
      const bytes = Buffer.from(text);
      writeSync(file, bytes, 0, bytes.length, 0);
      ftruncateSync(file, bytes.length);
    } finally {
      closeSync(file);
    }
  }

  async #open(id: string): Promise<number> {
    try {
      return openSync(this.hostsPath(id), "r+");
    } catch (error) {
      if (errno(error) !== "ENOENT") throw error;
      await this.create(id);
      return openSync(this.hostsPath(id), "r+");
    }
  }

  #metaPath(id: string): string {
    return join(this.#directory, id, "meta.json");
  }

  async #meta(id: string): Promise<HostsMeta | undefined> {
    try {
      return JSON.parse(readFileSync(this.#metaPath(id), "utf8")) as HostsMeta; // Replaced whole, here and by nerdctl.
    } catch (error) {
      if (errno(error) === "ENOENT") return undefined;
      throw error;
    }
  }
}

function hasNamedPeers({ Networks }: HostsMeta): boolean {
  return Object.keys(Networks).some((network) => network !== defaultNetworkName);
}

async function directoriesIn(path: string): Promise<string[]> {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}
