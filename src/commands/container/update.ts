import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";
import { limitFlags, refusedResourceFlags } from "./flags/resources.ts";

export const updateCommand = defineCommand({
  name: "update",
  summary: "Change the limits and the restart policy of containers",
  args: { containers: "some" },
  interspersed: true,
  flags: {
    ...limitFlags,
    restart: { type: "string", value: "policy", summary: "no, always, unless-stopped, or on-failure[:RETRIES]" },
  },
  refused: refusedResourceFlags,
  examples: ["update -m 1g web", "update --cpus 0.5 --restart always web db"],
  async execute(context, { containers, ...options }) {
    if (Object.values(options).every((value) => value === undefined)) {
      throw new NerdError("MISSING_ARGUMENT", "you must provide one or more flags when using this command", {
        hint: "see nerdsh update --help",
      });
    }
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { updateContainer } = await import("../../container/update.ts");
    return await forEachName(containers, async (name) =>
      updateContainer(context, await findContainer(context, name), options),
    );
  },
  output: { kind: "lines", lines: (names) => names },
});
