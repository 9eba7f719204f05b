import { posix } from "node:path";

/** A file that a task made: a blob by its digest, or a link. */
export type StoredFile =
  | { readonly path: string; readonly digest: string; readonly mode: number; readonly sizeBytes: number }
  | { readonly path: string; readonly link: string; readonly digest: string };

export interface StoredResult {
  readonly task: string;
  readonly files: readonly StoredFile[];
  /** What the task wrote, as `logText` has it; absent where it wrote nothing. */
  readonly log?: { readonly digest: string; readonly sizeBytes: number };
}

/**
 * A result as it was stored, or undefined where the text is none: cut off, or made by somebody who would have files written outside
 * of the root. With a `key`, it has to say that it is of this one.
 */
export function parseResult(text: string, key?: string): StoredResult | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || typeof value["task"] !== "string" || !Array.isArray(value["files"])) return undefined;
  if (key !== undefined && value["key"] !== key) return undefined;
  const { log } = value;
  if (log !== undefined && !(isRecord(log) && isDigest(log["digest"]) && isSize(log["sizeBytes"]))) return undefined;
  return value["files"].every(isFile) ? (value as unknown as StoredResult) : undefined; // As was just looked at.
}

/** Through such a link another result could write outside of the root. */
export function leadsOut(file: StoredFile): boolean {
  if (!("link" in file)) return false;
  const target = posix.normalize(posix.join(posix.dirname(file.path), file.link));
  return posix.isAbsolute(file.link) || target === ".." || target.startsWith("../");
}

function isFile(file: unknown): boolean {
  if (!isRecord(file) || !isPath(file["path"]) || !isDigest(file["digest"])) return false;
  if ("link" in file) return typeof file["link"] === "string" && file["link"] !== "";
  const { mode, sizeBytes } = file;
  return typeof mode === "number" && Number.isInteger(mode) && mode >= 0 && mode <= 0o777 && isSize(sizeBytes);
}

/** Below the root, whatever root that is. */
function isPath(path: unknown): boolean {
  if (typeof path !== "string" || path === "" || path.startsWith("/") || path.includes("\0")) return false;
  return path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}

function isDigest(text: unknown): boolean {
  return typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
}

function isSize(bytes: unknown): boolean {
  return typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
