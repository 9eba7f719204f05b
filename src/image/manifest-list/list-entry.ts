import type { Descriptor, DescriptorPlatform } from "../../registry/descriptor.ts";
import { mediaTypes } from "../../registry/descriptor.ts";

/** What an index says of a manifest's platform (image spec, "Image Index"). */
export interface ListPlatform extends DescriptorPlatform {
  readonly "os.features"?: readonly string[];
}

export interface ListDescriptor extends Omit<Descriptor, "platform"> {
  readonly platform?: ListPlatform;
}

/** A manifest with all that is known of it, in Docker's words. */
export interface ListEntry {
  /** `docker.io/library/app:amd64@sha256:…` */
  readonly Ref: string;
  readonly Descriptor: ListDescriptor;
  /** The manifest's bytes in base64. */
  readonly Raw: string;
  readonly OCIManifest?: object;
  readonly SchemaV2Manifest?: object;
}

export function listEntry(name: string, descriptor: ListDescriptor, bytes: Uint8Array): ListEntry {
  const document = JSON.parse(Buffer.from(bytes).toString()) as object; // Whoever calls has parsed it as a manifest.
  const isOci = descriptor.mediaType === mediaTypes.ociManifest;
  return {
    Ref: name.includes("@") ? name : `${name}@${descriptor.digest}`,
    Descriptor: descriptor,
    Raw: Buffer.from(bytes).toString("base64"),
    ...(isOci ? { OCIManifest: document } : { SchemaV2Manifest: document }),
  };
}

export interface Annotation {
  readonly os?: string | undefined;
  readonly arch?: string | undefined;
  readonly variant?: string | undefined;
  readonly osVersion?: string | undefined;
  readonly osFeatures?: readonly string[] | undefined;
}

/** What is given replaces what was there; features are added. */
export function annotated(entry: ListEntry, { os, arch, variant, osVersion, osFeatures = [] }: Annotation): ListEntry {
  const old = entry.Descriptor.platform ?? { architecture: "", os: "" };
  const features = [...new Set([...(old["os.features"] ?? []), ...osFeatures])];
  const platform: ListPlatform = {
    ...old,
    ...(arch && { architecture: arch }),
    ...(os && { os }),
    ...(osVersion && { "os.version": osVersion }),
    ...(features.length > 0 && { "os.features": features }),
    ...(variant && { variant }),
  };
  return { ...entry, Descriptor: { ...entry.Descriptor, platform } };
}
