import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

export const networkInspectCommand = defineCommand({
  name: "network inspect",
  summary: "Show all that is known of networks",
  args: { networks: "some" },
  interspersed: true,
  flags: {
    format: { type: "string", short: "f", summary: "json, or a Go template" },
    mode: { type: "string", default: "dockercompat", choices: ["dockercompat", "native"], summary: "In whose words" },
    verbose: { type: "bool", short: "v", summary: "Accepted for Docker's sake: there are no services to add" },
  },
  examples: ["network inspect blue", "network inspect -f '{{range .IPAM.Config}}{{.Subnet}}{{end}}' blue"],
  async execute(context, { networks, mode }) {
    const { inspectNetwork, nativeNetwork } = await import("../../container/network/network-inspect.ts");
    const show = mode === "native" ? nativeNetwork : inspectNetwork;
    return await eachResult(networks, (network) => show(context, network));
  },
  output: { kind: "objects", objects: (objects) => objects },
});
