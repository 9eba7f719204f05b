import { NerdError } from "../../errors.ts";

/** A manifest, an index or a config that is larger is an attack or a mistake; registries refuse manifests above 4 MiB. */
export const documentLimitBytes = 8 * 1024 * 1024;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON object in `bytes`; throws IMAGE_INVALID, naming `what`, where there is none or it is too large to be one. */
export function parseJsonObject(bytes: Uint8Array, what: string): Record<string, unknown> {
  const value = parseJson(bytes, what);
  if (isObject(value)) return value;
  throw new NerdError("IMAGE_INVALID", `not a JSON object: ${what}`);
}

export function parseJson(bytes: Uint8Array, what: string): unknown {
  if (bytes.byteLength > documentLimitBytes) {
    throw new NerdError(
      "IMAGE_INVALID",
      `${what} has ${bytes.byteLength} bytes, at most ${documentLimitBytes} are read`,
    );
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new NerdError("IMAGE_INVALID", `not a JSON document: ${what}`, { cause });
  }
}
