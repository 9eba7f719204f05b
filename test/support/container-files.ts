import { mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { archiveFrom } from "../../src/container/copy/copy.ts";
import { stopContainer } from "../../src/container/stop.ts";
import type { Containers, TestContainer } from "./containers.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Files of either are reached in a way of its own: by the process's root, or by the snapshot's mounts. */
export const states = ["running", "stopped"] as const;

/** A container whose files `script` has made. */
export async function containerIn(
  containers: Containers,
  state: (typeof states)[number],
  { script = "true", ...input }: { script?: string; volume?: string[]; readOnly?: boolean } = {},
): Promise<TestContainer> {
  const box = await containers.run(input);
  await box.output("sh", "-c", script);
  if (state === "stopped") await stopContainer(containers.context, await box.record(), { timeout: 0 });
  return box;
}

/** A directory of the host with these files, and a context whose paths start there. */
export async function hostDirectory({ context }: Containers, files: Readonly<Record<string, string>> = {}) {
  const directory = await temporaryDirectory();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(directory.path, path, ".."), { recursive: true });
    await writeFile(join(directory.path, path), text);
  }
  return { ...directory, context: { ...context, cwd: directory.path } };
}

/** What the files below a path of the container hold, by their names in its archive; of a link, what it says. */
export async function filesAt(
  { context }: Containers,
  box: TestContainer,
  path: string,
): Promise<Record<string, string>> {
  const entries = await entriesOf(await archiveFrom(context, await box.record(), path));
  const files = entries.filter(({ type }) => type !== "directory");
  return Object.fromEntries(
    files.map(({ name, linkname, body }) => [name, linkname ? `-> ${linkname}` : body.toString()]),
  );
}

/** The same of a directory of the host. */
export async function filesIn(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const texts = entries
    .filter((entry) => !entry.isDirectory())
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const text = entry.isFile() ? await readFile(path, "utf8") : `-> ${await readlink(path)}`;
      return [path.slice(directory.length + 1), text] as const;
    });
  return Object.fromEntries(await Promise.all(texts));
}

/** The headers of an archive, each with its body. */
export async function entriesOf(tar: Readable) {
  const found = [];
  const entries = extract();
  tar.pipe(entries);
  for await (const entry of entries) found.push({ ...entry.header, body: await buffer(entry) });
  return found;
}
