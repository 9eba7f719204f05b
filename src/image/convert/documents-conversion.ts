import type { Engine } from "../../engine/engine.ts";
import { NerdError } from "../../errors.ts";
import { type Descriptor, isIndexType, isLayerType, isManifestType } from "../../registry/descriptor.ts";
import { parseImageDocument } from "../document/image-document.ts";
import { parseJsonObject } from "../document/json-object.ts";
import { artefactKind, type ImageIndex, type ImageManifest, parseManifest } from "../document/manifest.ts";
import { childLabels } from "../gc-labels.ts";
import { isStored, readBytes } from "../image-content.ts";
import { jsonBlob, type MadeBlob, storeBlob } from "../layer/made-blob.ts";
import { noSuchPlatform } from "../manifest-lookup.ts";
import { choosePlatform, hostPlatform } from "../platform.ts";
import type { WantedPlatforms } from "../pull/registry-pull.ts";
import type { KnownConversion } from "./known-conversion.ts";
import { convertedConfig, convertedIndex, convertedLayer, convertedManifest } from "./plan/converted-documents.ts";
import { ociType } from "./plan/layer-type.ts";

type Json = Record<string, unknown>;

export interface DocumentsPlan {
  /** Of what is converted, for messages. */
  readonly name: string;
  /** What layers become, by their media types; they stay as they are where absent. */
  readonly retype: ((mediaType: string) => string) | undefined;
  /** Name everything in OCI's media types. */
  readonly oci: boolean;
  readonly platforms: WantedPlatforms;
  /** All layers of a manifest, each in its place. */
  readonly layers: (layers: readonly Descriptor[], diffIds: readonly string[]) => Promise<readonly KnownConversion[]>;
}

/** Makes an image's documents anew, from its layers up. */
export class DocumentsConversion {
  readonly #engine: Engine;
  readonly #plan: DocumentsPlan;
  readonly #signal: AbortSignal;

  constructor(engine: Engine, plan: DocumentsPlan, signal: AbortSignal) {
    this.#engine = engine;
    this.#plan = plan;
    this.#signal = signal;
  }

  /** The descriptor of the new top. */
  async convert(top: Descriptor): Promise<Descriptor> {
    const converted = await this.#document(top);
    if (converted === top) throw notAnImage(this.#plan.name);
    return converted;
  }

  async #document(descriptor: Descriptor): Promise<Descriptor> {
    const bytes = await readBytes(this.#engine, descriptor, this.#signal);
    const raw = parseJsonObject(bytes, descriptor.digest);
    const parsed = parseManifest(bytes, descriptor.mediaType, descriptor.digest);
    if (parsed.kind === "index") return await this.#index(raw, parsed);
    const isImage =
      artefactKind(parsed) === undefined && parsed.layers.every(({ mediaType }) => isLayerType(mediaType));
    return isImage ? await this.#manifest(descriptor, raw, parsed) : descriptor;
  }

  async #index(raw: Json, index: ImageIndex): Promise<Descriptor> {
    const manifests: { from: Descriptor; to: Descriptor }[] = [];
    for (const from of await this.#wanted(index)) manifests.push({ from, to: await this.#document(from) });
    const mediaType = this.#name(index.mediaType);
    const document = convertedIndex({ ...raw, mediaType }, manifests);
    return await this.#store(jsonBlob(mediaType, document, childLabels(manifests.map(({ to }) => to))));
  }

  /** In the order of the index. What is not here is an error only where it is an image. */
  async #wanted({ manifests }: ImageIndex): Promise<Descriptor[]> {
    const { platforms = [hostPlatform()], name } = this.#plan;
    if (platforms !== "all") {
      const chosen = platforms.map((platform) => {
        const found = choosePlatform(manifests, platform);
        if (found === undefined) throw noSuchPlatform(manifests, platform, name);
        return found.digest;
      });
      return manifests.filter(({ digest }) => chosen.includes(digest));
    }
    const documents = manifests.filter(({ mediaType }) => isIndexType(mediaType) || isManifestType(mediaType));
    const here = documents.map(async (each) => !isAttached(each) || (await isStored(this.#engine, each, this.#signal)));
    const isHere = await Promise.all(here);
    return documents.filter((_, at) => isHere[at]);
  }

  async #manifest(descriptor: Descriptor, raw: Json, manifest: ImageManifest): Promise<Descriptor> {
    const { retype } = this.#plan;
    // What is to change in nothing keeps its digest, however its JSON is written.
    if (retype === undefined && this.#name(manifest.mediaType) === manifest.mediaType) return { ...descriptor };
    const bytes = await readBytes(this.#engine, manifest.config, this.#signal);
    const { diffIds } = parseImageDocument(bytes, manifest.config.digest);
    if (diffIds.length !== manifest.layers.length) throw notInPairs(manifest.layers.length, diffIds.length);
    const made = retype && (await this.#plan.layers(manifest.layers, diffIds));
    const layers = manifest.layers.map((layer, at) => {
      const [type, to] = [this.#name(layer.mediaType), made?.[at]];
      if (retype === undefined || to === undefined) return convertedLayer(layer, { ...layer, mediaType: type });
      return convertedLayer(layer, { ...to, mediaType: retype(type) }, to);
    });
    const newIds = made?.map(({ diffId }) => diffId) ?? diffIds;
    const config = await this.#config(manifest.config, bytes, newIds, diffIds);
    const mediaType = this.#name(manifest.mediaType);
    const document = convertedManifest(raw, { mediaType, config, layers });
    return await this.#store(jsonBlob(mediaType, document, childLabels([config, ...layers])));
  }

  /** A config whose diffIDs stay is the same one, byte for byte, and so are the snapshots of its layers. */
  async #config(
    old: Descriptor,
    bytes: Uint8Array,
    newIds: readonly string[],
    oldIds: readonly string[],
  ): Promise<Descriptor> {
    const mediaType = this.#name(old.mediaType);
    if (newIds.every((diffId, at) => diffId === oldIds[at])) return { ...old, mediaType };
    return await this.#store(jsonBlob(mediaType, convertedConfig(parseJsonObject(bytes, old.digest), newIds)));
  }

  #name(mediaType: string): string {
    return this.#plan.oci ? ociType(mediaType) : mediaType;
  }

  async #store(blob: MadeBlob): Promise<Descriptor> {
    await storeBlob(this.#engine, blob, this.#signal);
    return blob.descriptor;
  }
}

/** Attestations are about another manifest of the index. */
function isAttached({ annotations, platform }: Descriptor): boolean {
  return annotations?.["vnd.docker.reference.type"] !== undefined || platform?.os === "unknown";
}

function notAnImage(name: string): NerdError {
  return new NerdError("UNSUPPORTED", `not an image that containers run from: ${name}`, {
    hint: "only an image's layers are file systems, which can be stored in another format",
  });
}

function notInPairs(layers: number, diffIds: number): NerdError {
  return new NerdError("IMAGE_INVALID", `${layers} layers, but ${diffIds} diffIDs in the image config`);
}
