import { mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { packagedProgram, runtimePath } from "../scripts/runtimes.ts";
import { programOutput } from "../test/support/program.ts";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import type { Scenario } from "./support/scenario.ts";

/** Each copies a file, and needs one that ten others need too. */
const fullCount = 1_000;
/** The inputs of one task, in directories of a hundred. */
const manyInputs = 50_000;
const parentOf = (index: number) => (index < 10 ? undefined : Math.floor(index / 10));

/** A graph of tasks where nothing is to be done, and one where next to nothing is: what is left is the runner's own work. */
export const tasks: Scenario = {
  title: "1,000 tasks: none to be done, by files and cache, and all of them empty; 50,000 inputs of one",
  rounds: { full: 15, short: 1 },
  async prepare({ built, environment, node24, isShort }) {
    const directory = await temporaryDirectory();
    const numbers = Array.from({ length: isShort ? 30 : fullCount }, (_, index) => index);
    const home = (name: string) => join(directory.path, name);
    const [recipeHome, newestHome, executableHome] = [home("recipe"), home("newest"), home("executable")];
    const [makeHome, turboHome] = [home("make"), home("turbo")];
    const many = isShort ? 300 : manyInputs;
    const [manyRecipe, manyTurbo] = [home("many-recipe"), home("many-turbo")];
    await Promise.all([
      writeManyRecipe(manyRecipe, many),
      writeManyWorkspace(manyTurbo, many),
      writeRecipes(recipeHome, numbers),
      writeRecipes(newestHome, numbers),
      writeRecipes(executableHome, numbers),
      writeMakefile(makeHome, numbers),
      writeWorkspace(turboHome, numbers),
    ]);
    const arch = process.arch === "arm64" ? "arm64" : "64";
    const turbo = await packagedProgram("turbo", {
      name: `@turbo/linux-${arch}`,
      version: "2.11.11",
      file: "bin/turbo",
    });
    // Of all package managers it starts a script fastest, which only the first round sees.
    const path = [dirname(await runtimePath("bun")), environment["PATH"]].join(delimiter);
    const env = { ...environment, PATH: path, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
    const recipe =
      (file: string, cwd = recipeHome, more: Readonly<Record<string, string>> = {}) =>
      async () =>
        void (await programOutput(process.execPath, [built.script, file, "all"], { cwd, env: { ...env, ...more } }));
    // Each in a directory of its own: the keys of tasks are others on another runtime.
    const onNewest = (file: string) => async () =>
      void (await programOutput(node24, [built.script, file, "all"], { cwd: newestHome, env }));
    const byExecutable = (executable: string, file: string) => async () =>
      void (await programOutput(executable, [file, "all"], { cwd: executableHome, env }));
    const turboRun =
      (task: string, cwd: string, more: readonly string[] = []) =>
      async () => {
        const words = ["run", task, "--output-logs=none", "--no-update-notifier", ...more];
        await programOutput(turbo, words, { cwd, env, timeoutMs: 900_000 });
      };
    // What the second round would find is taken away after the first.
    const [firstRoot, firstTurbo] = [join(directory.path, "first-root"), join(directory.path, "first-turbo")];
    const forget = (path: string) => async () => await rm(path, { recursive: true, force: true });
    return {
      contenders: [
        { name: "node -e 0", run: async () => void (await programOutput(process.execPath, ["-e", "0"])) },
        { name: "nerdsh, cached", run: recipe("./cached.nerd.ts") },
        { name: "nerdsh, empty tasks", run: recipe("./empty.nerd.ts") },
        { name: "on Node 24, cached", run: onNewest("./cached.nerd.ts") },
        ...(built.executable === undefined
          ? []
          : [
              { name: "executable, cached", run: byExecutable(built.executable, "./cached.nerd.ts") },
              { name: "executable, empty tasks", run: byExecutable(built.executable, "./empty.nerd.ts") },
            ]),
        { name: "make", run: async () => void (await programOutput("make", ["-s", "all"], { cwd: makeHome })) },
        { name: "turbo, cached", run: turboRun("copy", turboHome) },
        { name: "nerdsh, 50,000 inputs", run: recipe("./many.nerd.ts", manyRecipe) },
        { name: "turbo, 50,000 inputs", run: turboRun("many", manyTurbo) },
        {
          name: "nerdsh, 50,000 inputs, first time",
          run: recipe("./many.nerd.ts", manyRecipe, { NERDSH_ROOT: firstRoot }),
          after: forget(join(firstRoot, "cache", "tasks")),
        },
        {
          name: "turbo, 50,000 inputs, first time",
          run: turboRun("many", manyTurbo, [`--cache-dir=${firstTurbo}`]),
          after: forget(firstTurbo),
        },
      ],
      comparisons: [
        { subject: "nerdsh, cached", reference: "make", atMost: 1 },
        { subject: "nerdsh, cached", reference: "turbo, cached", atMost: 0.5 },
        { subject: "nerdsh, empty tasks", reference: "node -e 0" },
        { subject: "on Node 24, cached", reference: "make", atMost: 1 },
        { subject: "on Node 24, cached", reference: "turbo, cached", atMost: 0.5 },
        ...(built.executable === undefined
          ? []
          : [
              { subject: "executable, cached", reference: "make", atMost: 1 },
              { subject: "executable, cached", reference: "turbo, cached", atMost: 0.5 },
              { subject: "executable, empty tasks", reference: "node -e 0" },
            ]),
        { subject: "nerdsh, 50,000 inputs", reference: "turbo, 50,000 inputs", atMost: 0.5 },
        {
          subject: "nerdsh, 50,000 inputs, first time",
          reference: "turbo, 50,000 inputs, first time",
          atMost: 1.5,
        },
      ],
      finish: async () => await directory[Symbol.asyncDispose](),
    };
  },
};

async function writeRecipes(home: string, numbers: readonly number[]): Promise<void> {
  await writeInputs(join(home, "in"), numbers);
  await mkdir(join(home, "out"));
  const declared = (options: string, fn: string) => `
    for (let i = 0; i < ${numbers.length}; i++)
      task(\`t\${i}\`, { deps: i < 10 ? [] : [\`t\${Math.floor(i / 10)}\`]${options} }, ${fn});
    task("all", { deps: Array.from({ length: ${numbers.length} }, (_, i) => \`t\${i}\`) });`;
  const copied = `, inputs: [\`in/\${i}\`], outputs: [\`out/\${i}\`]`;
  const copying = `import { copyFileSync } from "node:fs";${declared(copied, `() => copyFileSync(\`in/\${i}\`, \`out/\${i}\`)`)}`;
  await writeFile(join(home, "cached.nerd.ts"), copying);
  await writeFile(join(home, "empty.nerd.ts"), declared("", "() => {}"));
}

async function writeMakefile(home: string, numbers: readonly number[]): Promise<void> {
  await writeInputs(join(home, "in"), numbers);
  await mkdir(join(home, "out"));
  const rules = numbers.map((number) => {
    const parent = parentOf(number);
    return `out/${number}: in/${number}${parent === undefined ? "" : ` out/${parent}`}\n\tcp in/${number} out/${number}\n`;
  });
  await writeFile(
    join(home, "Makefile"),
    `all: ${numbers.map((number) => `out/${number}`).join(" ")}\n${rules.join("")}`,
  );
}

/** A task of turbo is a script of a package: as many packages as tasks. */
async function writeWorkspace(home: string, numbers: readonly number[]): Promise<void> {
  await mkdir(home);
  const root = { name: "root", private: true, packageManager: "bun@1.4.5", workspaces: ["packages/*"] };
  const copy = { dependsOn: ["^copy"], inputs: ["in"], outputs: ["out"] };
  await writeFile(join(home, "package.json"), JSON.stringify(root));
  await writeFile(join(home, "turbo.json"), JSON.stringify({ tasks: { copy } }));
  for (const number of numbers) {
    const parent = parentOf(number);
    const directory = join(home, "packages", `p${number}`);
    const dependencies = parent === undefined ? {} : { [`p${parent}`]: "workspace:*" };
    const text = { name: `p${number}`, version: "1.0.0", scripts: { copy: "cp in out" }, dependencies };
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "package.json"), JSON.stringify(text));
    await writeFile(join(directory, "in"), `${number}`);
  }
}

async function writeManyRecipe(home: string, count: number): Promise<void> {
  await writeMany(join(home, "src"), count);
  await writeFile(join(home, "many.nerd.ts"), `task("all", { inputs: ["src/**"] }, () => {});\n`);
}

async function writeManyWorkspace(home: string, count: number): Promise<void> {
  const directory = join(home, "packages", "many");
  await writeMany(join(directory, "src"), count);
  const root = { name: "root", private: true, packageManager: "bun@1.4.5", workspaces: ["packages/*"] };
  await writeFile(join(home, "package.json"), JSON.stringify(root));
  await writeFile(join(home, "turbo.json"), JSON.stringify({ tasks: { many: { inputs: ["src/**"], outputs: [] } } }));
  const text = { name: "many", version: "1.0.0", scripts: { many: "true" } };
  await writeFile(join(directory, "package.json"), JSON.stringify(text));
}

async function writeMany(home: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const directory = join(home, `${Math.floor(at / 100)}`);
    if (at % 100 === 0) await mkdir(directory, { recursive: true });
    await writeFile(join(directory, `${at}`), `${at} `.repeat(40));
  }
}

async function writeInputs(directory: string, numbers: readonly number[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const number of numbers) await writeFile(join(directory, `${number}`), `${number}`);
}
