import { NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { parseManifest } from "../document/manifest.ts";
import { normalName } from "../reference.ts";
import { formOfKey } from "./oci-form.ts";

export interface OciArchiveImage {
  /** Full names; empty where the archive has none. */
  readonly names: readonly string[];
  readonly target: Descriptor;
}

/** The images that an OCI layout's `index.json` lists (image layout, "index.json file"), with the names that its annotations give. */
export function ociArchiveImages(table: Uint8Array): OciArchiveImage[] {
  const index = parseManifest(table, "application/vnd.oci.image.index.v1+json", "index.json");
  if (index.kind !== "index") throw new NerdError("ARCHIVE_INVALID", "index.json is no index");
  const byDigest = new Map<string, { names: Set<string>; target: Descriptor }>();
  const digests = new Set(index.manifests.map(({ digest }) => digest));
  for (const target of index.manifests) {
    if (digests.has(target.annotations?.[formOfKey] ?? "")) continue; // The other one is what was saved.
    const found = byDigest.get(target.digest) ?? { names: new Set(), target };
    byDigest.set(target.digest, found);
    for (const name of nameIn(target)) found.names.add(name);
  }
  return [...byDigest.values()].map(({ names, target }) => ({ names: [...names], target }));
}

/** containerd's and Docker's annotation has the whole name; the specification's may have only a tag, which names no image. */
function nameIn({ annotations = {} }: Descriptor): string[] {
  const whole = annotations["io.containerd.image.name"] ?? annotations["org.opencontainers.image.ref.name"];
  const isTag = annotations["io.containerd.image.name"] === undefined && whole !== undefined && !/[/:@]/.test(whole);
  return whole === undefined || isTag ? [] : [normalName(whole)];
}
