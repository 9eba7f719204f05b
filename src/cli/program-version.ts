import { readFile } from "node:fs/promises";

/** The package's own version. The bundle lies one directory below package.json, the sources two. */
export async function programVersion(): Promise<string> {
  for (const path of ["../package.json", "../../package.json"]) {
    const text = await readFile(new URL(path, import.meta.url), "utf8").catch(() => undefined);
    const manifest = text === undefined ? undefined : (JSON.parse(text) as { name?: string; version: string });
    if (manifest?.name === "nerdsh") return manifest.version;
  }
  return "0.0.0";
}
