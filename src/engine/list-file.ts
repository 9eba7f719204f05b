import { readFileSync, rmSync } from "node:fs";
import { replaceFile } from "../store/atomic-file.ts";
import type { ListedContainer } from "./containers.ts";
import type { MetadataFile } from "./metadata-file.ts";

/** Of what is written below; a file of another one is none. */
const format = 1;

/** Its first line; the second one has the containers. */
interface Head extends MetadataFile {
  readonly format: number;
  readonly revision?: string | undefined;
  /** Of the second line. */
  readonly length: number;
}

type Row = Omit<ListedContainer, "args"> & { readonly words: readonly string[] };

export interface WrittenList extends MetadataFile {
  /** Of the database at which the list was right; undefined where only the database's place was found. */
  readonly revision?: string | undefined;
  /** Undefined where the file was cut or spoiled. */
  containers(): readonly ListedContainer[] | undefined;
}

/** Undefined where nobody has written one, or it cannot be read. */
export function readList(path: string): WrittenList | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const end = text.indexOf("\n");
    const { format: found, length, socket, file, revision } = JSON.parse(text.slice(0, end)) as Head;
    if (found !== format || typeof socket !== "string") return undefined;
    return { socket, file, revision, containers: () => readContainers(text.slice(end + 1), length) };
  } catch {
    return undefined; // The engine knows it all.
  }
}

/** Whole, and for root alone. Where that cannot be done, the next one asks the engine as this one did. */
export async function writeList(
  path: string,
  { socket, file }: MetadataFile,
  { revision, containers = [] }: { readonly revision?: string; readonly containers?: readonly ListedContainer[] } = {},
): Promise<void> {
  // As lists show them, who then have less to sort.
  const newestFirst = containers.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const body = JSON.stringify(newestFirst.map(toRow));
  const head: Head = { format, socket, file, revision, length: body.length };
  await replaceFile(path, `${JSON.stringify(head)}\n${body}`).catch(() => {}); // As it says above.
}

export function removeList(path: string): void {
  rmSync(path, { force: true });
}

function readContainers(body: string, length: number): readonly ListedContainer[] | undefined {
  if (body.length !== length) return undefined;
  try {
    // Whole, and written below.
    return (JSON.parse(body) as Row[]).map(({ words, ...container }) => ({ ...container, args: () => words }));
  } catch {
    return undefined;
  }
}

/** Labels in order, since objects of the same keys are parsed in half the time. */
function toRow(container: ListedContainer): Row {
  const { id, image, snapshotter, snapshotKey, createdAt, updatedAt, runtime } = container;
  const words = container.args();
  const labels = Object.fromEntries(Object.entries(container.labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { id, labels, image, snapshotter, snapshotKey, createdAt, updatedAt, runtime: { name: runtime.name }, words };
}
