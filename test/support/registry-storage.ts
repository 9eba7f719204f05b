import { copyFile, link, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { imageLayout, imagesKey } from "../fixtures/images/images.ts";
import { startRegistryProcess } from "./registry-process.ts";
import { uploadLayout } from "./registry-upload.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { cached } from "./test-cache.ts";

/** A storage directory with the fixtures' images, filled once and shared: to be served read-only. */
export async function fixtureStorage(): Promise<string> {
  const make = async (storage: string) => {
    const layout = await imageLayout();
    await using directory = await temporaryDirectory();
    const { daemon, url } = await startRegistryProcess({ storage, directory: directory.path, readOnly: false });
    await using _running = daemon;
    await uploadLayout(layout, url);
  };
  return await cached({ kind: "registries", key: await imagesKey(), make });
}

/** Makes a storage that a test may write to. Blobs are never changed in place, so these are shared; the rest is copied. */
export async function copyStorage(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyStorage(source, target);
    else if (entry.name === "data") await link(source, target).catch(() => copyFile(source, target));
    else await copyFile(source, target);
  }
}
