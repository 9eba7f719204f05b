import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import type { ImageManifest } from "../../image/document/manifest.ts";
import { remoteManifest } from "../../image/manifest-list/remote-manifest.ts";
import { parseReference } from "../../image/reference.ts";
import { downloadBlob } from "../../registry/blob-download.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { openRegistry } from "../../registry/open-registry.ts";
import type { Registry } from "../../registry/registry.ts";
import type { BroughtFile } from "../load/remote-file.ts";
import { artifactTypes, isProjectArtifact } from "../publish/artifact.ts";
import { maxYamlBytes } from "../yaml/yaml-document.ts";
import { filledDirectory, remoteDirectory } from "./remote-cache.ts";

/**
 * A project that `compose publish` has pushed. A tag is asked for each time; files are fetched once. Throws as registries do, and IMAGE_INVALID for
 * what is no project.
 */
export async function ociProject(
  { settings, signal }: Pick<Context, "settings" | "signal">,
  text: string,
): Promise<BroughtFile> {
  const asked = parseReference(text.replace(/^oci:\/\//, ""));
  using registry = await openRegistry(asked.domain, settings);
  const { descriptor, manifest } = await remoteManifest(registry, asked.name, signal);
  if (manifest.kind !== "manifest" || !isProjectArtifact(manifest)) throw notProject(asked.name);
  const parts = ["oci", descriptor.digest.replace(":", "-")];
  const directory = await filledDirectory(remoteDirectory({ settings }, ...parts), async (draft) => {
    await writeFiles(draft, manifest, (layer) => blobText(registry, asked.path, layer, signal));
  });
  return { file: join(directory, mainFile), name: asked.path.split("/").at(-1) ?? asked.path };
}

const mainFile = "compose.yaml";

/** The project's files one after the other as documents of one, as docker compose has it; what they extend, and their env files, lie beside it. */
async function writeFiles(
  directory: string,
  { layers }: ImageManifest,
  read: (layer: Descriptor) => Promise<string>,
): Promise<void> {
  for (const layer of layers) {
    const { annotations = {}, mediaType } = layer;
    const isExtended = annotations["com.docker.compose.extends"] !== undefined;
    if (mediaType === artifactTypes.file && !isExtended) {
      await appendFile(join(directory, mainFile), `---\n${await read(layer)}\n`);
    } else if (mediaType === artifactTypes.file || mediaType === artifactTypes.envFile) {
      const name = annotations[isExtended ? "com.docker.compose.file" : "com.docker.compose.envfile"] ?? "";
      // Whoever published it must not write elsewhere.
      if (!/^[^/\\\0]+$/.test(name) || [".", "..", mainFile].includes(name)) {
        throw new NerdError("IMAGE_INVALID", `a compose artifact has a file of this name: ${JSON.stringify(name)}`);
      }
      await writeFile(join(directory, name), await read(layer));
    }
  }
}

async function blobText(
  registry: Registry,
  repository: string,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<string> {
  if (descriptor.size > maxYamlBytes) {
    throw new NerdError("IMAGE_INVALID", `a compose artifact has a file of ${descriptor.size} bytes`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of downloadBlob(registry, { repository, descriptor, signal })) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function notProject(name: string): NerdError {
  return new NerdError("IMAGE_INVALID", `no compose project, but something else: ${name}`, {
    hint: "compose publish makes one; an image is run by `run`",
  });
}
