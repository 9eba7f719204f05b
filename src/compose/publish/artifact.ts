import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { version } from "../../version.ts";

/** Of the image specification: from 1.1 on an artifact says what it is. */
export type OciVersion = "1.0" | "1.1";

export interface ArtifactFile {
  /** Without its directory. */
  readonly name: string;
  readonly text: string;
}

export interface ArtifactBlob {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

export interface Artifact {
  /** The config among them. */
  readonly blobs: readonly ArtifactBlob[];
  readonly manifest: ArtifactBlob;
}

/** docker compose's types (compose, "Package and deploy Docker Compose applications as OCI artifacts"). */
export const artifactTypes = {
  project: "application/vnd.docker.compose.project",
  file: "application/vnd.docker.compose.file+yaml",
  envFile: "application/vnd.docker.compose.envfile",
  emptyConfig: "application/vnd.docker.compose.config.empty.v1+json",
} as const;
/** image-spec, manifest, "Guidance for an Empty Descriptor". */
const emptyType = "application/vnd.oci.empty.v1+json";

/** Compose files as docker compose publishes them: a layer each, in the order in which they are merged. */
export function artifactOf(
  files: readonly ArtifactFile[],
  { ociVersion, createdMs }: { readonly ociVersion: OciVersion; readonly createdMs: number },
): Artifact {
  const layers = files.map(({ name, text }) =>
    blob(artifactTypes.file, text, { "com.docker.compose.file": name, "com.docker.compose.version": version }),
  );
  const config = blob(ociVersion === "1.1" ? emptyType : artifactTypes.emptyConfig, "{}");
  const mediaType = mediaTypes.ociManifest;
  const document = {
    schemaVersion: 2,
    mediaType,
    ...(ociVersion === "1.1" && { artifactType: artifactTypes.project }),
    config: config.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
    annotations: { "org.opencontainers.image.created": new Date(createdMs).toISOString().replace(/\.\d+Z$/, "Z") },
  };
  return { blobs: [...layers, config], manifest: blob(mediaType, JSON.stringify(document)) };
}

/** Whether it is what `artifactOf` makes, by either version. */
export function isProjectArtifact({
  artifactType,
  config,
}: {
  readonly artifactType: string | undefined;
  readonly config: Pick<Descriptor, "mediaType">;
}): boolean {
  return artifactType === undefined
    ? config.mediaType === artifactTypes.emptyConfig
    : artifactType === artifactTypes.project;
}

function blob(mediaType: string, text: string, annotations?: Readonly<Record<string, string>>): ArtifactBlob {
  const bytes = Buffer.from(text);
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length, ...(annotations && { annotations }) };
  return { descriptor, bytes };
}
