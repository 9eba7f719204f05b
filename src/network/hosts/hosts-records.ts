import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../settings/settings.ts";
import { errno } from "../../store/atomic-file.ts";
import type { HostsMeta } from "./hosts-file.ts";

interface Entry {
  /** Changes with each replacement of the file. */
  readonly version: string;
  readonly meta: HostsMeta;
}

/**
 * The entries of a namespace's hosts store, for who asks often: each time what is there now, though only what has changed is read. A look costs
 * one `stat` a container, and needs no watch that could miss something.
 */
export class HostsRecords {
  readonly #directory: string;
  #entries = new Map<string, Entry>();

  constructor({ dataStore, namespace }: Pick<Settings, "dataStore" | "namespace">) {
    this.#directory = join(dataStore, "etchosts", namespace);
  }

  all(): HostsMeta[] {
    const entries = new Map<string, Entry>();
    for (const id of this.#ids()) {
      const entry = this.#entry(id);
      if (entry !== undefined) entries.set(id, entry);
    }
    this.#entries = entries;
    return [...entries.values()].map(({ meta }) => meta);
  }

  #ids(): string[] {
    try {
      return readdirSync(this.#directory);
    } catch (error) {
      if (errno(error) === "ENOENT") return [];
      throw error;
    }
  }

  #entry(id: string): Entry | undefined {
    const path = join(this.#directory, id, "meta.json");
    try {
      const { ino, mtimeMs, size } = statSync(path);
      const version = `${ino} ${mtimeMs} ${size}`;
      const known = this.#entries.get(id);
      if (known?.version === version) return known;
      return { version, meta: JSON.parse(readFileSync(path, "utf8")) as HostsMeta }; // Replaced whole, here and by nerdctl.
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes(errno(error) ?? "")) return undefined; // In no network, or the lock's file.
      throw error;
    }
  }
}
