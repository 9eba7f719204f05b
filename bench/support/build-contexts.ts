import { randomBytes } from "node:crypto";
import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Directories to build, each made when a row first asks for it. */
export interface BuildContexts {
  /** 20,000 files of 5 KB, in 200 directories. */
  files(): Promise<string>;
  /** One file of 500 MB. */
  large(): Promise<string>;
  /** A Dockerfile, and nothing to copy. */
  small(): Promise<string>;
}

const MiB = 1024 * 1024;

/** Where `isShort`, a few small files only. */
export function buildContexts(directory: string, isShort: boolean): BuildContexts {
  const [directories, perDirectory, largeMiB] = isShort ? [2, 10, 1] : [200, 100, 500];
  return {
    files: once(directory, "files", (path) => writeFiles(path, directories, perDirectory)),
    large: once(directory, "large", (path) => writeLarge(join(path, "large"), largeMiB)),
    small: once(directory, "small", async () => {}),
  };
}

function once(directory: string, name: string, fill: (path: string) => Promise<void>): () => Promise<string> {
  let made: Promise<string> | undefined;
  const make = async () => {
    const path = join(directory, name);
    await mkdir(path);
    await writeFile(join(path, "Dockerfile"), "FROM scratch\nCOPY . /\n");
    await fill(path);
    return path;
  };
  return () => {
    made ??= make();
    return made;
  };
}

async function writeFiles(path: string, directories: number, perDirectory: number): Promise<void> {
  for (let at = 0; at < directories; at++) {
    await mkdir(join(path, String(at)));
    for (let file = 0; file < perDirectory; file++)
      await writeFile(join(path, String(at), String(file)), randomBytes(5_000));
  }
}

async function writeLarge(path: string, sizeMiB: number): Promise<void> {
  const file = await open(path, "w");
  for (let done = 0; done < sizeMiB; done++) await file.write(randomBytes(MiB));
  await file.close();
}
