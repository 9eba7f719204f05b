import { defineCommand } from "../define-command.ts";

export const renameCommand = defineCommand({
  name: "rename",
  summary: "Give a container another name",
  args: { container: "required", name: "required" },
  interspersed: true,
  flags: {},
  examples: ["rename web old-web"],
  async execute(context, { container, name }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { renameContainer } = await import("../../container/rename.ts");
    await renameContainer(context, await findContainer(context, container), name);
  },
  output: { kind: "none" },
});
