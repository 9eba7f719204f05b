import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { hostPlatform } from "../../src/image/platform.ts";
import { manifestAccept } from "../../src/registry/descriptor.ts";
import { programOutput } from "./program.ts";
import type { Registry } from "./registry.ts";

interface Manifest {
  readonly manifests?: readonly { readonly digest: string; readonly platform?: { readonly architecture: string } }[];
  readonly layers?: readonly { readonly digest: string }[];
}

/** The digests of a fixture's layers for this machine, lowest first, as the registry has them. */
export async function registryLayers(registry: Registry, name: string, version = "latest"): Promise<string[]> {
  const url = `${registry.url}/v2/library/${name}/manifests/${version}`;
  const response = await fetch(url, { headers: { accept: manifestAccept } });
  const manifest = (await response.json()) as Manifest; // A fixture's, whose shape is known.
  if (manifest.layers !== undefined) return manifest.layers.map(({ digest }) => digest);
  const own = manifest.manifests?.find(({ platform }) => platform?.architecture === hostPlatform().architecture);
  if (own === undefined) throw new Error(`nothing for this machine: ${url}`);
  return await registryLayers(registry, name, own.digest);
}

/** The files of a layer without whiteouts, below a directory that is made. */
export async function extractLayer(registry: Registry, digest: string, directory: string): Promise<void> {
  const [algorithm = "", hex = ""] = digest.split(":");
  await mkdir(directory, { recursive: true });
  const blob = join(registry.storage, "docker/registry/v2/blobs", algorithm, hex.slice(0, 2), hex, "data");
  await programOutput("tar", ["-xf", blob, "-C", directory]);
}
