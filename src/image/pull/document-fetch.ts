import type { Engine } from "../../engine/engine.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { isIndexType } from "../../registry/descriptor.ts";
import { algorithmOf } from "../../registry/digest.ts";
import type { Registry } from "../../registry/registry.ts";
import { type ImageIndex, type ImageManifest, parseManifest } from "../document/manifest.ts";
import { childLabels, sourceLabel } from "../gc-labels.ts";
import { readBytes } from "../image-content.ts";
import type { Reference } from "../reference.ts";
import { ingestBlob } from "./blob-ingest.ts";
import { missingPart } from "./missing-part.ts";

export interface DocumentSource {
  readonly registry: Registry;
  readonly reference: Reference;
  readonly signal: AbortSignal;
}

/** A manifest or an index with the bytes that its digest was checked against. */
export interface FetchedDocument {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** What a tag or a digest names. */
export async function fetchDocument(
  { registry, reference, signal }: DocumentSource,
  version: string,
): Promise<FetchedDocument> {
  return await registry.manifest({ repository: reference.path, version, what: reference.name }, signal);
}

/** Reads the document that `descriptor` names, and has it stored with the labels that keep what it refers to; `top` was fetched before. */
export async function storedDocument(
  engine: Engine,
  source: DocumentSource,
  descriptor: Descriptor,
  top: FetchedDocument,
): Promise<ImageManifest | ImageIndex> {
  requireStorable(descriptor);
  const isTop = descriptor.digest === top.descriptor.digest;
  const { bytes } = isTop ? top : await localOrFetched(engine, source, descriptor);
  if (bytes.length !== descriptor.size) throw wrongSize(descriptor, bytes.length);
  const { domain, path, name } = source.reference;
  const document = parseManifest(bytes, descriptor.mediaType, isTop ? name : `${name}@${descriptor.digest}`);
  const children = document.kind === "index" ? document.manifests : [document.config, ...document.layers];
  await ingestBlob(engine, {
    ref: `${isIndexType(descriptor.mediaType) ? "index" : "manifest"}-${descriptor.digest}`,
    descriptor,
    labels: { ...childLabels(children), ...sourceLabel(domain, path) },
    source: async function* (heldBytes) {
      yield bytes.subarray(heldBytes);
    },
    signal: source.signal,
  });
  return document;
}

/** What cannot be kept is not fetched. */
export function requireStorable({ digest }: Descriptor): void {
  if (algorithmOf(digest) === "sha256") return;
  throw new NerdError("UNSUPPORTED", `containerd stores content by its sha256 only: ${digest}`, {
    hint: "the image has to be pushed with sha256 digests",
  });
}

async function localOrFetched(
  engine: Engine,
  source: DocumentSource,
  descriptor: Descriptor,
): Promise<FetchedDocument> {
  try {
    return { descriptor, bytes: await readBytes(engine, descriptor, source.signal) };
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
    return await fetchDocument(source, descriptor.digest).catch((reason) => {
      throw missingPart(reason, source.reference, descriptor.digest);
    });
  }
}

function wrongSize({ digest, size }: Descriptor, actual: number): NerdError {
  return new NerdError("IMAGE_INVALID", `${digest} has ${actual} bytes, its descriptor says ${size}`);
}
