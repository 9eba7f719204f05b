import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { NerdError } from "../../errors.ts";
import { errno, isTemporary, replaceFile } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";
import { isObject, parseJsonObject } from "../document/json-object.ts";
import type { ListEntry } from "./list-entry.ts";

/**
 * Lists of manifests on their way to a registry, as nerdctl keeps them, and Docker in another place: `manifests/<list>/<manifest>` holds an
 * entry, with `:` and `/` of the full names made `-` and `_`.
 */
export class ManifestLists {
  readonly #directory: string;

  constructor(dataRoot: string) {
    this.#directory = join(dataRoot, "manifests");
  }

  /** In the order of their names; none where there is no such list. */
  async entries(list: string): Promise<ListEntry[]> {
    const directory = this.#of(list);
    try {
      const files = (await readdir(directory)).filter((file) => !isTemporary(file)).sort();
      return await Promise.all(files.map(async (file) => await readEntry(join(directory, file))));
    } catch (error) {
      if (errno(error) === "ENOENT") return [];
      throw error;
    }
  }

  /** Adds what is new, and replaces what is there. */
  async save(list: string, entries: ReadonlyMap<string, ListEntry>): Promise<void> {
    await using _lock = await this.#lock();
    for (const [manifest, entry] of entries) {
      await replaceFile(join(this.#of(list), fileName(manifest)), JSON.stringify(entry), { mode: 0o644 });
    }
  }

  /** Throws UNKNOWN_OBJECT where the list has no such manifest. */
  async change(list: string, manifest: string, change: (entry: ListEntry) => ListEntry): Promise<void> {
    await using _lock = await this.#lock();
    const file = join(this.#of(list), fileName(manifest));
    try {
      await replaceFile(file, JSON.stringify(change(await readEntry(file))), { mode: 0o644 });
    } catch (error) {
      if (errno(error) !== "ENOENT") throw error;
      throw new NerdError("UNKNOWN_OBJECT", `manifest for image ${manifest} does not exist in ${list}`, {
        hint: `add it: nerdsh manifest create --amend ${list} ${manifest}`,
      });
    }
  }

  async remove(list: string): Promise<void> {
    await using _lock = await this.#lock();
    await rm(this.#of(list), { recursive: true, force: true });
  }

  async #lock(): Promise<AsyncDisposable> {
    await mkdir(this.#directory, { recursive: true, mode: 0o755 });
    return await lockFile(this.#directory);
  }

  #of(list: string): string {
    return join(this.#directory, fileName(list));
  }
}

export function noSuchList(list: string): NerdError {
  return new NerdError("UNKNOWN_OBJECT", `no such manifest list: ${list}`, {
    hint: `nerdsh manifest create ${list} MANIFEST… makes it`,
  });
}

function fileName(name: string): string {
  return name.replaceAll(":", "-").replaceAll("/", "_");
}

async function readEntry(file: string): Promise<ListEntry> {
  const entry = parseJsonObject(await readFile(file), file);
  if (typeof entry["Ref"] === "string" && typeof entry["Raw"] === "string" && isObject(entry["Descriptor"])) {
    return entry as unknown as ListEntry; // Its own writers, nerdctl and this, fill the rest.
  }
  throw new NerdError("IMAGE_INVALID", `not an entry of a manifest list: ${file}`, { hint: "remove the file" });
}
