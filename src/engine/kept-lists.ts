import { existsSync } from "node:fs";
import type { ListedContainer, StoredContainer } from "./containers.ts";
import type { MetadataFile, Revision } from "./metadata-file.ts";

export interface AskedList {
  readonly containers: readonly StoredContainer[];
  /** Whether it came in one message; what takes more memory is not kept. */
  readonly isShort: boolean;
}

/** How the engine is asked where what is kept may no longer be right. */
export interface ListQuestions {
  list(): Promise<AskedList>;
  /** The engine's process. */
  pid(): Promise<number>;
}

interface Kept {
  readonly containers: readonly StoredContainer[];
  /** Of the database, before the list was asked for; undefined where it is in doubt. */
  readonly revision: string | undefined;
}

/** With fewer containers the engine answers before a file is read. */
const leastWritten = 33;

/** What changes more often is not worth the writing. */
const restMs = 1_000;

/**
 * All containers of a namespace as the engine at a socket listed them, while its database says that nothing was written since. They are no second
 * truth: where there is any doubt, the engine is asked. The first list of a process is not kept in it, since most have only one: one of many
 * containers is written to a file, for others.
 */
export class KeptLists {
  readonly #address: string;
  readonly #directory: string;
  readonly #lists = new Map<string, Kept>();
  #database: MetadataFile | undefined;

  constructor({ address, runtimeDir }: { readonly address: string; readonly runtimeDir: string }) {
    this.#address = address;
    this.#directory = `${runtimeDir}/lists`;
  }

  /** With all that the engine has of them. */
  async list(namespace: string, questions: ListQuestions): Promise<readonly StoredContainer[]> {
    const before = this.#lists.get(namespace);
    // Read before the list: what is written meanwhile makes it one to ask for again.
    const revision = before && (await this.#revision(questions))?.id;
    if (revision !== undefined && revision === before?.revision) return before.containers;
    const { containers, isShort } = await questions.list();
    this.#lists.set(namespace, revision !== undefined && isShort ? { containers, revision } : nothing);
    return containers;
  }

  /** As lists show them. */
  async listAll(namespace: string, questions: ListQuestions): Promise<readonly ListedContainer[]> {
    if (this.#lists.has(namespace)) return await this.list(namespace, questions);
    this.#lists.set(namespace, nothing);
    const path = `${this.#directory}/${namespace}.json`;
    return existsSync(path) ? await this.#listWritten(path, questions) : await this.#listUnwritten(path, questions);
  }

  /** Undefined where the engine would have to be asked. */
  async atHand(namespace: string): Promise<readonly ListedContainer[] | undefined> {
    const kept = this.#lists.get(namespace);
    if (kept?.revision === undefined) return undefined;
    return kept.revision === (await this.#revision())?.id ? kept.containers : undefined;
  }

  async #listWritten(path: string, questions: ListQuestions): Promise<readonly ListedContainer[]> {
    const { readList, removeList, writeList } = await import("./list-file.ts");
    const written = readList(path);
    this.#database = written;
    const revision = await this.#revision(questions);
    if (revision !== undefined && revision.id === written?.revision) {
      const containers = written.containers();
      if (containers !== undefined) return containers;
    }
    const { containers } = await questions.list();
    if (containers.length < leastWritten) removeList(path);
    else if (revision !== undefined && this.#database !== undefined && Date.now() - revision.writtenMs >= restMs)
      await writeList(path, this.#database, { revision: revision.id, containers });
    return containers;
  }

  /** The next one is told where the database is: what it says has to be read before the list that it is to be kept for. */
  async #listUnwritten(path: string, questions: ListQuestions): Promise<readonly ListedContainer[]> {
    const { containers } = await questions.list();
    if (containers.length < leastWritten) return containers;
    await this.#revision(questions);
    if (this.#database === undefined) return containers;
    const { writeList } = await import("./list-file.ts");
    await writeList(path, this.#database);
    return containers;
  }

  async #revision(questions?: Pick<ListQuestions, "pid">): Promise<Revision | undefined> {
    const { findMetadataFile, readRevision, socketIdentity } = await import("./metadata-file.ts");
    const socket = socketIdentity(this.#address);
    if (socket === undefined) return undefined;
    if (this.#database?.socket !== socket) {
      // What fails now may fail for this caller alone.
      const pid = await questions?.pid().catch(() => undefined);
      if (pid === undefined) return undefined;
      this.#database = findMetadataFile(this.#address, socket, pid);
    }
    return readRevision(this.#database);
  }
}

const nothing: Kept = { containers: [], revision: undefined };
