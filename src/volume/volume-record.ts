import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../errors.ts";
import { createFile, errno } from "../store/atomic-file.ts";

/** What `volume.json` says of a volume. nerdctl knows the labels, and passes over what else there is. */
export interface VolumeRecord {
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** Of the driver: what is mounted there while a container runs that has it. */
  readonly options: Readonly<Record<string, string>> | undefined;
}

const none: VolumeRecord = { labels: undefined, options: undefined };

/** Writes the record of a new volume; false where it has one, which stays as it is. */
export async function createRecord(directory: string, { labels, options }: VolumeRecord): Promise<boolean> {
  const document = { labels: hasAny(labels) ? labels : null, ...(hasAny(options) && { options }) };
  return await createFile(recordFile(directory), `${JSON.stringify(document, null, 4)}\n`);
}

/** Of a volume without one, such as a killed command leaves, that it has neither. Throws VOLUME_INVALID where it cannot be understood. */
export function readRecord(directory: string): VolumeRecord {
  const file = recordFile(directory);
  const text = readText(file);
  if (text === undefined) return none;
  const document = parsed(text);
  const { labels, options } = (isObject(document) ? document : {}) as Record<string, unknown>;
  if (isObject(document) && isTexts(labels) && isTexts(options))
    return { labels: labels ?? undefined, options: hasAny(options) ? options : undefined };
  throw new NerdError("VOLUME_INVALID", `broken record of a volume: ${file}`, {
    hint: 'write {"labels": null} there to keep what is in the volume, or remove it with nerdsh volume rm',
  });
}

/** When the volume was made, RFC 3339: its record is written once, and one without a record has its directory's time. */
export function createdAt(directory: string): string {
  const stats = statSync(recordFile(directory), { throwIfNoEntry: false }) ?? statSync(directory);
  return `${stats.mtime.toISOString().slice(0, 19)}Z`;
}

function recordFile(directory: string): string {
  return join(directory, "volume.json");
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> | null | undefined {
  if (value === null || value === undefined) return true;
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function hasAny(pairs: object | null | undefined): pairs is object {
  return pairs !== null && pairs !== undefined && Object.keys(pairs).length > 0;
}
