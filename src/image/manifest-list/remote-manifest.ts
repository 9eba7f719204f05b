import type { Context } from "../../context.ts";
import { downloadBlob } from "../../registry/blob-download.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { openRegistry } from "../../registry/open-registry.ts";
import type { Registry } from "../../registry/registry.ts";
import { parseJsonObject } from "../document/json-object.ts";
import { type ImageIndex, type ImageManifest, parseManifest } from "../document/manifest.ts";
import { parseReference, type Reference } from "../reference.ts";
import type { ListPlatform } from "./list-entry.ts";

export type ListContext = Pick<Context, "settings" | "signal">;

export interface RemoteManifest {
  readonly reference: Reference;
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly manifest: ImageManifest | ImageIndex;
}

/** The registry of a name; `insecure` takes certificates as they are, and plain HTTP where there is no TLS. */
export async function registryOf({ settings }: ListContext, domain: string, insecure: boolean): Promise<Registry> {
  return await openRegistry(domain, insecure ? { ...settings, insecureRegistry: true } : settings);
}

export async function remoteManifest(registry: Registry, name: string, signal: AbortSignal): Promise<RemoteManifest> {
  const reference = parseReference(name);
  const version = reference.digest ?? reference.tag!;
  const asked = { repository: reference.path, version, what: reference.name };
  const { descriptor, bytes } = await registry.manifest(asked, signal);
  return { reference, descriptor, bytes, manifest: parseManifest(bytes, descriptor.mediaType, reference.name) };
}

/** Only the config knows what a manifest runs on. */
export async function platformOf(
  registry: Registry,
  { reference, manifest }: { reference: Reference; manifest: ImageManifest },
  signal: AbortSignal,
): Promise<ListPlatform> {
  const chunks: Uint8Array[] = [];
  const request = { repository: reference.path, descriptor: manifest.config, signal };
  for await (const chunk of downloadBlob(registry, request)) chunks.push(chunk);
  const config = parseJsonObject(Buffer.concat(chunks), manifest.config.digest);
  const text = (key: string) => (typeof config[key] === "string" ? config[key] : "");
  const features = Array.isArray(config["os.features"]) ? config["os.features"].map(String) : [];
  return {
    ...{ architecture: text("architecture"), os: text("os") },
    ...(text("os.version") && { "os.version": text("os.version") }),
    ...(features.length > 0 && { "os.features": features }),
    ...(text("variant") && { variant: text("variant") }),
  };
}
