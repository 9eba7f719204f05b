import { defineCommand } from "../define-command.ts";

const letters = { added: "A", changed: "C", deleted: "D" } as const;

export const diffCommand = defineCommand({
  name: "diff",
  summary: "List what a container has changed in its image's files: A is added, C changed, D deleted",
  args: { container: "required" },
  interspersed: true,
  flags: {},
  examples: ["diff web"],
  async execute(context, { container }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { containerDiff } = await import("../../container/diff.ts");
    return await containerDiff(context, await findContainer(context, container));
  },
  output: { kind: "lines", lines: (changes) => changes.map(({ kind, path }) => `${letters[kind]} ${path}`) },
});
