import { digestOf } from "../../src/registry/digest.ts";
import { rawTar } from "./raw-tar.ts";

/** What `docker save` would have written of an image `hostile:1` of these layers. */
export async function* dockerArchive(layers: readonly Uint8Array[], diffIds = layers.map((layer) => digestOf(layer))) {
  const config = { architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: diffIds } };
  const table = [{ Config: "config.json", RepoTags: ["hostile:1"], Layers: layers.map((_, at) => `${at}.tar`) }];
  yield rawTar(
    ...layers.map((content, at) => ({ name: `${at}.tar`, content })),
    { name: "config.json", content: JSON.stringify(config) },
    { name: "manifest.json", content: JSON.stringify(table) },
  );
}
