import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type LayerFile, layerTar } from "../../src/image/layer/file-layer.ts";

/** An archive as `docker save` writes it, with an image of `count` layers whose files cannot be compressed. */
export async function layeredArchive(
  directory: string,
  name: string,
  { count, bytes }: { readonly count: number; readonly bytes: number },
): Promise<string> {
  const files: Record<string, LayerFile> = {};
  const diffIds: string[] = [];
  for (let at = 0; at < count; at++) {
    const hash = createHash("sha256");
    const path = join(directory, `${at}.tar`);
    async function* hashed() {
      for await (const chunk of layerTar({ files: { [`/file-${at}`]: { bytes: randomBytes(bytes) } } })) {
        hash.update(chunk);
        yield chunk;
      }
    }
    await pipeline(hashed, createWriteStream(path));
    diffIds.push(`sha256:${hash.digest("hex")}`);
    files[`/${at}.tar`] = { path };
  }
  const config = { architecture: "amd64", os: "linux", config: {}, rootfs: { type: "layers", diff_ids: diffIds } };
  const layers = diffIds.map((_, at) => `${at}.tar`);
  const manifest = [{ Config: "config.json", RepoTags: [name], Layers: layers }];
  const documents = { "/config.json": JSON.stringify(config), "/manifest.json": JSON.stringify(manifest) };
  const archive = join(directory, "image.tar");
  await pipeline(layerTar({ files: { ...files, ...documents } }), createWriteStream(archive));
  return archive;
}
