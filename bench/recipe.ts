import { join } from "node:path";
import { root } from "../scripts/bundle.ts";
import { programOutput } from "../test/support/program.ts";
import type { Scenario } from "./support/scenario.ts";

/** The first recipe that anybody runs, from the second time on: compiled code and image are there. */
export const recipe: Scenario = {
  title: "nerdsh hello.nerd.ts, on Node, from the second run on",
  rounds: { full: 15, short: 1 },
  async prepare({ nerdsh, script }) {
    const hello = join(root, "recipes/hello.nerd.ts");
    await script(hello);
    return {
      contenders: [
        { name: "node -e 0", run: async () => void (await programOutput(process.execPath, ["-e", "0"])) },
        { name: "the recipe", run: async () => void (await script(hello)) },
        { name: "its container, from a warm process", run: async () => void (await nerdsh.run("hello").text()) },
        { name: "an empty recipe", run: async () => void (await script("--eval", "0")) },
      ],
      comparisons: [
        {
          subject: "the recipe",
          reference: [
            [2, "node -e 0"],
            [1, "its container, from a warm process"],
          ],
          atMost: 1,
        },
      ],
    };
  },
};
