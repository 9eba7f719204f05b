import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { errno, replaceFile } from "../store/atomic-file.ts";

/** From image-spec, "Descriptor"; other members are kept as they are. */
export interface LayoutDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

const tagKey = "org.opencontainers.image.ref.name";
const indexType = "application/vnd.oci.image.index.v1+json";

/** What a tag of an OCI layout names; undefined where the layout, or the tag in it, is not there. */
export async function layoutDescriptor(directory: string, tag: string): Promise<LayoutDescriptor | undefined> {
  return (await readManifests(directory)).find(({ annotations }) => annotations?.[tagKey] === tag);
}

/** Gives a blob of the layout a tag, in place of what had it: how a cache of type `local` is found again. */
export async function tagLayout(directory: string, tag: string, descriptor: LayoutDescriptor): Promise<void> {
  const others = (await readManifests(directory)).filter(({ annotations }) => annotations?.[tagKey] !== tag);
  const tagged = { ...descriptor, annotations: { ...descriptor.annotations, [tagKey]: tag } };
  await mkdir(directory, { recursive: true });
  await replaceFile(join(directory, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  const index = { schemaVersion: 2, mediaType: indexType, manifests: [...others, tagged] };
  await replaceFile(join(directory, "index.json"), JSON.stringify(index));
}

async function readManifests(directory: string): Promise<readonly LayoutDescriptor[]> {
  try {
    const index: { manifests?: LayoutDescriptor[] } = JSON.parse(await readFile(join(directory, "index.json"), "utf8"));
    return index.manifests ?? [];
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}
