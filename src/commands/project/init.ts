import { defineCommand } from "../define-command.ts";

export const initCommand = defineCommand({
  name: "init",
  summary: "Write a recipe to begin with, and what editors need to know its types",
  args: { name: "optional" },
  interspersed: true,
  flags: {
    template: { type: "string", short: "t", default: "hello", summary: "The recipe to begin with; --list names them" },
    list: { type: "bool", summary: "List the templates" },
    force: { type: "bool", short: "f", summary: "Write over a recipe of that name" },
  },
  examples: ["init", "init deploy --template web-server", "init ci --template pipeline"],
  async execute({ cwd }, { name, template, list, force }) {
    if (list) return { templates: await knownTemplates(cwd) };
    const { initRecipe } = await import("../../project/init-recipe.ts");
    return await initRecipe({ name, template, force, cwd });
  },
  output: {
    kind: "lines",
    lines: (result) => {
      if ("templates" in result) return result.templates;
      const { recipe, written, isUnwired } = result;
      return [
        `Wrote ${written.join(", ")}`,
        `Run it:    nerdsh ${recipe}`,
        `Check it:  nerdsh check ${recipe}`,
        ...(isUnwired ? ['For editors, add to tsconfig.json:  "extends": "./.nerdsh/tsconfig.json"'] : []),
      ];
    },
  },
});

async function knownTemplates(cwd: string): Promise<string[]> {
  const { packageHome } = await import("../../project/package-home.ts");
  const { templatesIn } = await import("../../project/templates.ts");
  const { alignedRows } = await import("../aligned-rows.ts");
  const rows = templatesIn(packageHome(cwd).recipes).map(({ name, summary }) => [name, summary]);
  return [alignedRows(rows, 0).trimEnd()];
}
