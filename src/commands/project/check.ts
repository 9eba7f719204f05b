import { defineCommand } from "../define-command.ts";

export const checkCommand = defineCommand({
  name: "check",
  summary: "Check the types of recipes, without running them",
  args: { files: "some" },
  interspersed: true,
  flags: {},
  examples: ["check deploy.nerd.ts", "check recipes/*.nerd.ts"],
  async execute({ cwd, signal, environment, stdio }, { files }) {
    const { checkRecipes } = await import("../../project/check-recipes.ts");
    const isTerminal = stdio !== undefined && "isTTY" in stdio.stdout && stdio.stdout.isTTY === true;
    return await checkRecipes(files, { cwd, signal, hasColors: isTerminal && !environment["NO_COLOR"] });
  },
  output: {
    kind: "exit",
    lines: ({ problems }, { files }) =>
      problems === "" ? files.map((file) => `${file}: no problems`) : [problems.trimEnd()],
  },
});
