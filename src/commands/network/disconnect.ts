import { defineCommand } from "../define-command.ts";

export const networkDisconnectCommand = defineCommand({
  name: "network disconnect",
  summary: "Take a container out of a network",
  args: { network: "required", container: "required" },
  interspersed: true,
  flags: {
    force: { type: "bool", short: "f", summary: "Do not fail where it is not in it" },
  },
  examples: ["network disconnect blue web"],
  async execute(context, { network, container, force }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { disconnectNetwork } = await import("../../container/network/disconnect.ts");
    const { id } = await findContainer(context, container);
    await disconnectNetwork(context, id, network, { force });
  },
  output: { kind: "none" },
});
