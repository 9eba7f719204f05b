import { isNerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

export const rmCommand = defineCommand({
  name: "rm",
  summary: "Remove containers",
  args: { containers: "some" },
  interspersed: true,
  flags: {
    force: { type: "bool", short: "f", summary: "Kill those that run" },
    volumes: { type: "bool", short: "v", summary: "Remove their anonymous volumes too" },
  },
  refused: { link: "there are no links: containers of a network find each other by their names" },
  examples: ["rm web", "rm -f web db"],
  async execute(context, { containers, force, volumes }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { removeContainer } = await import("../../container/remove.ts");
    return await eachResult(containers, async (name) => {
      try {
        await removeContainer(context, await findContainer(context, name), { force, volumes });
        return name;
      } catch (error) {
        if (!force || !isNerdError(error, "UNKNOWN_CONTAINER")) throw error;
        context.emit({ type: "warning", code: error.code, message: error.message });
        return undefined;
      }
    });
  },
  output: { kind: "lines", lines: (names) => names },
});
