import { basename, dirname, join } from "node:path";
import { ownedDirectory } from "../test/support/owned-directory.ts";
import { programOutput } from "../test/support/program.ts";
import { removeRemains } from "../test/support/remains.ts";
import type { Scenario } from "./support/scenario.ts";

/** A layer with this Node in it, whose machine code is of usual compressibility, to eStargz at its highest level. */
export const convert: Scenario = {
  title: "convert an image to eStargz",
  rounds: { full: 3, short: 1 },
  async prepare({ script, isShort }) {
    const directory = await ownedDirectory("nerdsh-bench-");
    const tar = join(directory, "layer.tar");
    const file = isShort ? "/bin/sh" : process.execPath;
    await programOutput("tar", ["-C", dirname(file), "-chf", tar, basename(file)]);
    await script("import", tar, "bench-convert:plain");
    return {
      contenders: [
        {
          name: "nerdsh image convert --estargz, a whole process",
          run: async () => await script("image", "convert", "--estargz", "bench-convert:plain", "bench-convert:esgz"),
          // With its name goes what it kept, so that the next round does not find it done.
          after: async () => void (await script("rmi", "bench-convert:esgz")),
        },
        { name: "gzip -9", run: async () => await programOutput("gzip", ["-9", "-k", "-f", tar]) },
      ],
      comparisons: [{ subject: "nerdsh image convert --estargz, a whole process", reference: "gzip -9", atMost: 0.8 }],
      finish: async () => await removeRemains(directory),
    };
  },
};
