import type { Engine } from "../../engine/engine.ts";
import { NerdError } from "../../errors.ts";
import { mediaTypes } from "../../registry/descriptor.ts";
import { isObject, parseJsonObject } from "../document/json-object.ts";
import { readBytes } from "../image-content.ts";
import { jsonBlob, storeBlob } from "../layer/made-blob.ts";
import type { ArchiveContent } from "./archive-content.ts";
import type { StoredFile } from "./archive-store.ts";
import type { DockerArchiveImage } from "./docker-archive.ts";

/** Docker never made longer ones. */
const mostLayers = 127;

interface LegacyLayer {
  readonly document: Record<string, unknown>;
  readonly tar: StoredFile;
}

/**
 * The images of an archive from before Docker 1.10 (image specification 1.1): `repositories` names the top layer of each tag, and each
 * layer is a directory with its own document. Their configs are made here, as Docker's own migration makes them, and stored.
 */
export async function legacyArchiveImages(
  engine: Engine,
  content: ArchiveContent,
  signal: AbortSignal,
): Promise<DockerArchiveImage[]> {
  const byTop = new Map<string, string[]>();
  for (const [repository, tags] of Object.entries(parseJsonObject(content.tables.get("repositories")!, "repositories")))
    for (const [tag, id] of Object.entries(isObject(tags) ? tags : {}))
      if (typeof id === "string") byTop.set(id, [...(byTop.get(id) ?? []), `${repository}:${tag}`]);
  const images: DockerArchiveImage[] = [];
  for (const [id, names] of byTop) {
    const layers = await layersOf(engine, { content, top: id }, signal);
    const config = jsonBlob(mediaTypes.dockerConfig, configOf(layers));
    await storeBlob(engine, config, signal);
    const descriptors = layers.map(({ tar: { digest, size } }) => ({
      mediaType: mediaTypes.dockerLayer,
      digest,
      size,
    }));
    const form = { schemaVersion: 2, mediaType: mediaTypes.dockerManifest } as const;
    images.push({ names, manifest: { ...form, config: config.descriptor, layers: descriptors } });
  }
  return images;
}

/** From the lowest one up. */
async function layersOf(
  engine: Engine,
  { content, top }: { content: ArchiveContent; top: string },
  signal: AbortSignal,
): Promise<LegacyLayer[]> {
  const layers: LegacyLayer[] = [];
  for (let id: unknown = top; typeof id === "string" && id !== ""; id = layers[0]!.document["parent"]) {
    const [json, tar] = [content.file(`${id}/json`), content.file(`${id}/layer.tar`)];
    if (json === undefined || tar === undefined)
      throw new NerdError("ARCHIVE_INVALID", `a layer is not in the archive: ${id}`);
    if (tar.compression !== "none")
      throw new NerdError("UNSUPPORTED", `a layer of an old archive is compressed with ${tar.compression}: ${id}`);
    const bytes = await readBytes(engine, { ...json, mediaType: "application/json" }, signal);
    layers.unshift({ document: parseJsonObject(bytes, `${id}/json`), tar });
    if (layers.length > mostLayers) throw new NerdError("ARCHIVE_INVALID", `more than ${mostLayers} layers: ${top}`);
  }
  return layers;
}

function configOf(layers: readonly LegacyLayer[]): object {
  // Of the container that the layer was committed from; none of it is the image's.
  const { id, parent, container, container_config, Size, ...document } = layers.at(-1)!.document;
  return {
    ...document,
    rootfs: { type: "layers", diff_ids: layers.map(({ tar }) => tar.digest) },
    history: layers.map((layer) => historyOf(layer.document)),
  };
}

function historyOf({ created, author, comment, container_config: made }: Record<string, unknown>): object {
  const words = isObject(made) && Array.isArray(made["Cmd"]) ? made["Cmd"] : [];
  return {
    ...(typeof created === "string" && { created }),
    ...(words.length > 0 && { created_by: words.join(" ") }),
    ...(typeof author === "string" && { author }),
    ...(typeof comment === "string" && { comment }),
  };
}
