import { basename } from "node:path";

/** Which front end the words ask for; it alone, and what it needs, is loaded. Gives the exit status. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    if (argv[0] === "internal" && argv[1] === "supervise")
      return await (await import("./supervisor/internal.ts")).runInternal(argv.slice(1));
    const { readGlobalArgv } = await import("./cli/global-argv.ts");
    const called = readGlobalArgv(argv);
    const [first] = called.rest;
    if (called.version) return await printVersion();
    const nerdsh = {
      get url() {
        return new URL(`./index${sourceSuffix()}`, import.meta.url).href;
      },
      exports: () => import("./index.ts"),
    };
    const isBare = first === undefined && !called.help && !isAlias();
    const isProgram = isBare && !called.json && !process.stdin.isTTY;
    const isCi = first === "ci" && !isAlias();
    const runsRecipe = called.eval !== undefined || (first !== undefined && isRecipe(first)) || isProgram;
    if (called.json && (runsRecipe || isCi)) (await import("./cli/json-output.ts")).refuseJsonOfRecipe();
    if (runsRecipe) {
      const { runRecipeCommand } = await import("./recipe/recipe-command.ts");
      return await runRecipeCommand(called, nerdsh);
    }
    if (isCi) {
      const { runCiCommand } = await import("./recipe/ci-command.ts");
      return await runCiCommand(called, nerdsh);
    }
    if (isBare || (first === "shell" && !called.help && !isAlias())) {
      const { runShellCommand } = await import("./shell/shell-command.ts");
      const { apiGlobalNames, apiGlobals } = await import("./recipe/api-globals.ts");
      // Global flags of the prompt hold for its command lines too.
      const flags = argv.slice(0, argv.length - called.rest.length).filter((word) => !/^--json(=|$)/.test(word));
      return await runShellCommand(called, {
        nerdsh,
        globals: { names: apiGlobalNames, load: async () => apiGlobals(await nerdsh.exports()) },
        runCommandLine: (words) => runProgram([...flags, ...words]),
        flags,
      });
    }
    const { runCommandLine } = await import("./cli/cli.ts");
    return await runCommandLine(called);
  } catch (error) {
    const { reportFailure } = await import("./cli/failure-report.ts");
    return await reportFailure(error);
  }
}

/** A path, or a name that ends as scripts do; commands have neither slashes nor dots. */
function isRecipe(word: string): boolean {
  return word.includes("/") || /\.[mc]?[jt]s$/.test(word);
}

/** Called through a link named `docker` or `nerdctl`, nothing but the command line is meant. */
function isAlias(): boolean {
  return ["docker", "nerdctl"].includes(basename(process.argv[1] ?? ""));
}

function sourceSuffix(): string {
  return import.meta.url.endsWith(".ts") ? ".ts" : ".js";
}

async function printVersion(): Promise<number> {
  const { version } = await import("./version.ts");
  const { writeOut } = await import("./own-stdout.ts");
  writeOut(`nerdsh version ${version}\n`);
  return 0;
}
