import { basename } from "node:path";
import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { parseReference, type Reference } from "../../image/reference.ts";
import { openRegistry } from "../../registry/open-registry.ts";
import { uploadBlob } from "../../registry/push/blob-upload.ts";
import { uploadManifest } from "../../registry/push/manifest-upload.ts";
import type { Registry } from "../../registry/registry.ts";
import { withDigests } from "../images/image-digests.ts";
import { localFiles } from "../load/project-files.ts";
import { yamlText } from "../print/yaml-text.ts";
import type { Project } from "../project.ts";
import { pushServices } from "../transfer.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import { type Artifact, type ArtifactFile, artifactOf, type OciVersion } from "./artifact.ts";
import { checkImages, checkPublishable, type PublishChoices } from "./publishable.ts";

export interface PublishRequest extends PublishChoices {
  readonly repository: string;
  /** The newest that the registry takes where absent. */
  readonly ociVersion: OciVersion | undefined;
  /** Adds a file that names images by the digests that their registries have now. */
  readonly resolveImageDigests: boolean;
  readonly standardInput: string | undefined;
  readonly parallel: number;
  readonly dryRun: boolean;
}

/** Pushes the images that services build, and the project's files as an artifact. Gives what a dry run would print, or the artifact's digest. */
export async function publishProject(context: Context, project: Project, request: PublishRequest): Promise<string[]> {
  const reference = parseReference(request.repository);
  const files = await publishedFiles(context, project, request);
  const { dryRun, parallel, ociVersion } = request;
  const push = { services: [], quiet: false, ignoreFailures: false, parallel, dryRun };
  const pushed = await pushServices(context, project, push);
  if (dryRun) return [...pushed, ...files.map(({ name }) => `publish ${name} to ${reference.name}`)];
  using registry = await openRegistry(reference.domain, context.settings);
  const createdMs = Date.now();
  const send = async (version: OciVersion): Promise<string> => {
    const artifact = artifactOf(files, { ociVersion: version, createdMs });
    await upload(registry, reference, artifact, context.signal);
    return artifact.manifest.descriptor.digest;
  };
  if (ociVersion !== undefined) return [await send(ociVersion)];
  try {
    return [await send("1.1")];
  } catch (error) {
    // An older registry knows no artifacts but by the type of their config.
    if (!isNerdError(error, "REGISTRY_FAILED") || context.signal.aborted) throw error;
    return [await send("1.0")];
  }
}

async function publishedFiles(context: Context, project: Project, request: PublishRequest): Promise<ArtifactFile[]> {
  checkImages(project.services);
  const files: ArtifactFile[] = [];
  for (const path of project.files) {
    const text = path === "-" ? request.standardInput : localFiles.read(path);
    if (text === undefined) throw new NerdError("COMPOSE_NOT_FOUND", `no such compose file: ${path}`);
    const name = path === "-" ? "compose.yaml" : basename(path);
    for (const { root } of await readYaml(text)) checkPublishable(name, root, request);
    files.push({ name, text });
  }
  if (!request.resolveImageDigests) return files;
  const { services } = await withDigests(context, project);
  const images = Object.fromEntries(Object.entries(services).map(([name, { image = "" }]) => [name, { image }]));
  return [...files, { name: "image-digests.yaml", text: yamlText({ services: images }) }];
}

async function upload(
  registry: Registry,
  reference: Reference,
  artifact: Artifact,
  signal: AbortSignal,
): Promise<void> {
  const { path: repository, name: what } = reference;
  for (const { descriptor, bytes } of artifact.blobs) {
    async function* open(offset: number, size: number) {
      yield bytes.subarray(offset, offset + size);
    }
    await uploadBlob(registry, { repository, descriptor, open, signal });
  }
  const { descriptor, bytes } = artifact.manifest;
  const { mediaType, digest } = descriptor;
  const version = reference.tag ?? "latest";
  await uploadManifest(registry, { repository, version, mediaType, digest, bytes, what, signal });
}
