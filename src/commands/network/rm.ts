import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

export const networkRmCommand = defineCommand({
  name: "network rm",
  summary: "Remove networks",
  args: { networks: "some" },
  interspersed: true,
  flags: {
    force: { type: "bool", short: "f", summary: "Also where stopped containers use it, or there is none" },
  },
  examples: ["network rm blue", "network rm -f blue green"],
  async execute(context, { networks, force }) {
    const { removeUserNetwork } = await import("../../container/network/user-network.ts");
    return await eachResult(networks, (network) => removeUserNetwork(context, network, { force }));
  },
  output: { kind: "lines", lines: (names) => names },
});
