import { tarEnd, tarHeader, tarPadding } from "../../src/image/archive/tar-writer.ts";
import { type Descriptor, mediaTypes } from "../../src/registry/descriptor.ts";
import type { MadeRegistry } from "./made-registry.ts";

export interface MadeImage {
  readonly layers: readonly Descriptor[];
  readonly diffIds: readonly string[];
  readonly architecture?: string;
  readonly docker?: boolean;
}

/** This machine's. */
export const architecture = process.arch === "x64" ? "amd64" : process.arch;
const { ociConfig, ociIndex, ociLayer, ociManifest, dockerConfig, dockerManifest } = mediaTypes;
const empty = "application/vnd.oci.empty.v1+json";

/** A layer with one file. */
export function tar(text: string): Buffer {
  const body = Buffer.from(text);
  const header = tarHeader({ name: "file", type: "file", mode: 0o644, size: body.length });
  return Buffer.concat([header, body, tarPadding(body.length), tarEnd]);
}

/** What an index says of a manifest's platform. */
export function on(descriptor: Descriptor, architecture: string, os = "linux"): Descriptor {
  return { ...descriptor, platform: { os, architecture } };
}

/** Makes manifests and indexes, with what they name, for a registry to give out. */
export class MadeImages {
  readonly #registry: MadeRegistry;

  constructor(registry: MadeRegistry) {
    this.#registry = registry;
  }

  image({ layers, diffIds, docker = false, ...made }: MadeImage): Descriptor {
    const document = { architecture, os: "linux", ...made, rootfs: { type: "layers", diff_ids: diffIds } };
    const mediaType = docker ? dockerManifest : ociManifest;
    const config = this.#registry.put(docker ? dockerConfig : ociConfig, document);
    return this.#registry.put(mediaType, { schemaVersion: 2, mediaType, config, layers });
  }

  /** With one layer, which has one file. */
  simple(text: string, architecture?: string): Descriptor {
    const layer = this.#registry.put(ociLayer, tar(text));
    return this.image({ layers: [layer], diffIds: [layer.digest], ...(architecture && { architecture }) });
  }

  /** What refers to an image, and is none. */
  artefact(artifactType: string, ...layers: readonly Descriptor[]): Descriptor {
    const config = this.#registry.put(empty, {});
    const subject = this.simple("subject");
    const manifest = { schemaVersion: 2, mediaType: ociManifest, artifactType, config, layers, subject };
    return this.#registry.put(ociManifest, manifest);
  }

  index(...manifests: readonly object[]): Descriptor {
    return this.#registry.put(ociIndex, { schemaVersion: 2, mediaType: ociIndex, manifests });
  }
}
