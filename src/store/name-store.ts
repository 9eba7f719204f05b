import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../errors.ts";
import { createFile, errno, isTemporary, removeFile } from "./atomic-file.ts";
import { namesIn } from "./directory-names.ts";

/**
 * Who has which name in one namespace: `names/<namespace>/<name>` holds the full id, as nerdctl keeps it.
 * Only one process can create such a file, so a name has one owner without a lock. nerdctl, which looks first and renames over
 * the file after, could still take a name in the same moment.
 */
export class NameStore {
  readonly #directory: string;

  constructor(dataStore: string, namespace: string) {
    this.#directory = join(dataStore, "names", namespace);
  }

  /** Gives the name to the id; having it already is success. Fails with NAME_IN_USE, naming the id that has it. */
  async reserve(name: string, id: string): Promise<void> {
    if (await createFile(join(this.#directory, name), id)) return;
    const owner = await this.owner(name);
    if (owner === id) return;
    if (owner === undefined) return await this.reserve(name, id);
    throw new NerdError("NAME_IN_USE", `name "${name}" is already used by ID "${owner}"`, {
      hint: `remove that container (nerdsh rm ${name}), or choose another name`,
    });
  }

  /** Takes the name from the id; a name that another has by now stays. */
  async release(name: string, id: string): Promise<void> {
    if ((await this.owner(name)) === id) removeFile(join(this.#directory, name));
  }

  /** Gives the id another name; the old one is free only once the new one is taken. */
  async rename(from: string, to: string, id: string): Promise<void> {
    await this.reserve(to, id);
    await this.release(from, id);
  }

  async owner(name: string): Promise<string | undefined> {
    try {
      return readFileSync(join(this.#directory, name), "utf8");
    } catch (error) {
      if (errno(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Every name with its id, in no order. */
  async list(): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for (const name of namesIn(this.#directory)) {
      if (isTemporary(name)) continue;
      const id = await this.owner(name);
      if (id !== undefined) names.set(name, id);
    }
    return names;
  }
}
