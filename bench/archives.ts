import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import type { Scenario } from "./support/scenario.ts";

const layerBytes = 256 * 1024 * 1024;

/** One image with a large layer, into a file and back. */
export const archives: Scenario = {
  title: "save and load an image of 256 MB",
  rounds: { full: 5, short: 1 },
  async prepare({ nerdsh, docker, ctr, script }) {
    const directory = await temporaryDirectory();
    const path = (name: string) => join(directory.path, `${name}.tar`);
    const [name, full] = ["bench-archive:1", "docker.io/library/bench-archive:1"];
    // Bytes that no compression makes smaller.
    await nerdsh.image.fromFiles(name, { files: { "/data": { bytes: randomBytes(layerBytes) } } });
    await script("save", "-o", path("source"), name);
    await docker.run("load", "--quiet", "-i", path("source"));
    const remove = (file: string) => async () => await rm(path(file));
    const untag = async () => void (await ctr("images", "rm", "--sync", full));
    const reload = async () => void (await script("load", "-i", path("source")));
    return {
      contenders: [
        {
          name: "nerdsh save",
          run: () => script("save", "-o", path("nerdsh"), name),
          after: remove("nerdsh"),
        },
        { name: "docker save", run: () => docker.run("save", "-o", path("docker"), name), after: remove("docker") },
        { name: "ctr images export", run: () => ctr("images", "export", path("ctr"), full), after: remove("ctr") },
        {
          name: "nerdsh load",
          run: async () => {
            await untag();
            const startedMs = performance.now();
            await reload();
            return performance.now() - startedMs;
          },
        },
        {
          name: "docker load",
          run: async () => {
            await docker.run("rmi", "--force", name);
            const startedMs = performance.now();
            await docker.run("load", "--quiet", "-i", path("source"));
            return performance.now() - startedMs;
          },
        },
        {
          name: "ctr images import",
          run: async () => {
            await untag();
            const startedMs = performance.now();
            await ctr("images", "import", path("source"));
            return performance.now() - startedMs;
          },
        },
      ],
      comparisons: [
        { subject: "nerdsh save", reference: "docker save", atMost: 1 },
        { subject: "nerdsh save", reference: "ctr images export" },
        { subject: "nerdsh load", reference: "docker load", atMost: 1 },
        { subject: "nerdsh load", reference: "ctr images import" },
      ],
      finish: async () => await directory[Symbol.asyncDispose](),
    };
  },
};
