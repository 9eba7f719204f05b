import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startRegistry } from "../test/support/registry.ts";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import { layeredArchive } from "./support/layered-archive.ts";
import type { Comparison, Contender, Scenario } from "./support/scenario.ts";

const MiB = 1024 * 1024;
const images = [
  { title: "60 layers of 20 kB", count: 60, bytes: 20_000 },
  { title: "one layer of 500 MB", count: 1, bytes: 500 * MiB },
];

/** Each image to a registry that has nothing of it, and once more where it is. */
export const push: Scenario = {
  title: "push to a registry on loopback",
  rounds: { full: 5, short: 1 },
  async prepare({ nerdsh, docker, script, isShort }) {
    const registry = await startRegistry({ writable: true, images: "none" });
    const contenders: Contender[] = [];
    const comparisons: Comparison[] = [];
    for (const [at, { title, count, bytes }] of images.entries()) {
      const name = `${registry.host}/bench-${at}:latest`;
      await using directory = await temporaryDirectory();
      const archive = await layeredArchive(directory.path, name, { count, bytes: isShort ? 1_000 : bytes });
      await docker.run("load", "--quiet", "--input", archive);
      await script("load", "--quiet", "--input", archive);
      // Its registry keeps nothing in memory: without its files, it has never had an image.
      const after = async () => await rm(join(registry.storage, "docker"), { recursive: true });
      contenders.push(
        { name: `nerdsh, ${title}`, run: async () => await nerdsh.push(name), after },
        { name: `nerdsh push, a whole process, ${title}`, run: async () => await script("push", "-q", name), after },
        { name: `docker push, ${title}`, run: async () => await docker.run("push", "--quiet", name), after },
      );
      comparisons.push(
        { subject: `nerdsh, ${title}`, reference: `docker push, ${title}`, atMost: 1 },
        { subject: `nerdsh push, a whole process, ${title}`, reference: `docker push, ${title}` },
      );
    }
    return { contenders, comparisons, finish: async () => await registry[Symbol.asyncDispose]() };
  },
};
