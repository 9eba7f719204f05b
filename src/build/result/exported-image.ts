import type { Descriptor } from "../../registry/descriptor.ts";

type Response = Readonly<Record<string, string>>;

/** What BuildKit says of the image that it has made; undefined where it made none. */
export function exportedDescriptor(response: Response): Descriptor | undefined {
  const encoded = response["containerimage.descriptor"];
  if (encoded === undefined) return undefined;
  return JSON.parse(Buffer.from(encoded, "base64").toString()) as Descriptor; // BuildKit's own JSON.
}

/** Docker's ID: the config's digest, and of an image of several platforms the index's. */
export function exportedId(response: Response): string | undefined {
  return response["containerimage.config.digest"] ?? response["containerimage.digest"];
}

/** `--metadata-file`: what is JSON in base64 is JSON there. From buildx, commands, "decodeExporterResponse". */
export function metadataJson(response: Response, ref: string): object {
  const entries = Object.entries(response).map(([key, value]) => [key, decoded(value)] as const);
  return { ...Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))), "nerdsh.build.ref": ref };
}

function decoded(value: string): unknown {
  if (!/^[A-Za-z0-9+/]+=*$/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, "base64").toString());
    return typeof parsed === "object" && parsed !== null && Object.keys(parsed).length > 0 ? parsed : value;
  } catch {
    return value; // It is no JSON.
  }
}
