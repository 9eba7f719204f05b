import { NerdError } from "../../errors.ts";
import { checkpointFlags } from "../checkpoint/checkpoint-flags.ts";
import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const startCommand = defineCommand({
  name: "start",
  summary: "Start containers that were created or have exited",
  args: { containers: "some" },
  interspersed: true,
  flags: {
    attach: { type: "bool", short: "a", summary: "Show the output, and end with the container's exit code" },
    checkpoint: { type: "string", value: "checkpoint", summary: "Go on where that checkpoint was made" },
    ...checkpointFlags,
    "detach-keys": {
      type: "string",
      default: "ctrl-p,ctrl-q",
      summary: "Keys that leave an attached container running",
    },
    interactive: { type: "bool", short: "i", summary: "Attach stdin too" },
    "sig-proxy": { type: "bool", default: true, summary: "Pass signals on to the container" },
  },
  examples: ["start web", "start -ai shell"],
  async execute(context, options) {
    const { containers, attach, interactive, checkpoint } = options;
    const [name, another] = containers;
    if (checkpoint !== undefined && another !== undefined)
      throw new NerdError("INVALID_VALUE", "only one container can be started from a checkpoint at once");
    if (attach || interactive) {
      if (another !== undefined) throw new NerdError("INVALID_VALUE", "only one container can be attached to at once");
      const { startForeground } = await import("../../container/start-attached.ts");
      return await startForeground(context, name!, options); // Its table wants at least one.
    }
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { askedCheckpoint } = await import("../../container/asked-checkpoint.ts");
    const { startContainer } = await import("../../container/start.ts");
    return await forEachName(containers, async (each) => {
      const container = await findContainer(context, each);
      const mode = {
        attach: false,
        interactive: false,
        checkpoint: await askedCheckpoint(context, container, options),
      };
      await startContainer(context, container, mode);
    });
  },
  output: { kind: "exit", lines: (result) => ("exitCode" in result ? [] : result) },
});
