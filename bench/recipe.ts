import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../scripts/bundle.ts";
import { runtimeArguments, runtimePath } from "../scripts/runtimes.ts";
import { programOutput } from "../test/support/program.ts";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import type { Scenario } from "./support/scenario.ts";

/** The first recipe that anybody runs, from the second time on: compiled code and image are there. */
export const recipe: Scenario = {
  title: "nerdsh hello.nerd.ts, on Node, from the second run on",
  rounds: { full: 15, short: 1 },
  async prepare({ nerdsh, script, built, environment: env }) {
    const hello = join(root, "recipes/hello.nerd.ts");
    await script(hello);
    const directory = await temporaryDirectory();
    const empty = join(directory.path, "empty.ts");
    await writeFile(empty, "export {};\n");
    const importing = join(directory.path, "importing.ts");
    await writeFile(importing, 'import { containers } from "nerdsh";\nvoid containers;\n');
    const elsewhere = await Promise.all(
      (["bun", "deno"] as const).map(async (name) => {
        const [file, words] = [await runtimePath(name), runtimeArguments(name, "bundle")];
        const run = async (...args: string[]) => void (await programOutput(file, [...words, ...args], { env }));
        const door = name === "deno" ? built.script.replace(/\.cjs$/, ".js") : built.script;
        for (let start = 0; start < 3; start += 1) await run(door, importing); // The code that it keeps is whole by then.
        return [
          { name: `an empty file, on ${name}`, run: async () => await run(empty) },
          { name: `an empty recipe, on ${name}`, run: async () => await run(door, empty) },
          { name: `a recipe that imports, on ${name}`, run: async () => await run(door, importing) },
        ];
      }),
    );
    return {
      contenders: [
        { name: "node -e 0", run: async () => void (await programOutput(process.execPath, ["-e", "0"])) },
        { name: "the recipe", run: async () => void (await script(hello)) },
        { name: "its container, from a warm process", run: async () => void (await nerdsh.run("hello").text()) },
        { name: "an empty recipe", run: async () => void (await script("--eval", "0")) },
        ...elsewhere.flat(),
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
        { subject: "an empty recipe", reference: "node -e 0", atMost: 2 },
        { subject: "an empty recipe, on bun", reference: "an empty file, on bun", atMost: 2 },
        { subject: "an empty recipe, on deno", reference: "an empty file, on deno", atMost: 2 },
        { subject: "a recipe that imports, on bun", reference: "an empty file, on bun", atMost: 2 },
        { subject: "a recipe that imports, on deno", reference: "an empty file, on deno", atMost: 2 },
      ],
      finish: async () => await directory[Symbol.asyncDispose](),
    };
  },
};
