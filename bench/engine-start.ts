import { programOutput } from "../test/support/program.ts";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import type { Scenario } from "./support/scenario.ts";

/** The embedded engine from nothing: what the first command of a day waits for. */
export const engineStart: Scenario = {
  title: "start of the embedded engine, on an empty root",
  rounds: { full: 5, short: 1 },
  async prepare({ built, environment }) {
    const directory = await temporaryDirectory();
    const env = { ...environment, NERDSH_ROOT: directory.path };
    const nerdsh = async (...words: string[]) =>
      void (await programOutput(process.execPath, [built.script, ...words], { env }));
    return {
      contenders: [
        { name: "node -e 0", run: async () => void (await programOutput(process.execPath, ["-e", "0"])) },
        {
          name: "nerdsh engine start",
          run: () => nerdsh("engine", "start"),
          after: () => nerdsh("engine", "stop", "--force"),
        },
      ],
      comparisons: [],
      finish: async () => await directory[Symbol.asyncDispose](),
    };
  },
};
