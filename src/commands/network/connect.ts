import { defineCommand } from "../define-command.ts";

export const networkConnectCommand = defineCommand({
  name: "network connect",
  summary: "Put a container into one more network",
  args: { network: "required", container: "required" },
  interspersed: true,
  flags: {
    alias: { type: "list", value: "name", summary: "Another name for it among the network's containers" },
    ip: { type: "string", value: "address", summary: "IPv4 address, such as 10.4.1.9" },
    ip6: { type: "string", value: "address", summary: "IPv6 address" },
  },
  refused: {
    "driver-opt": "a CNI network has its options in its own file",
    link: "containers of one network know each other by name",
    "link-local-ip": "CNI plugins take no link-local address",
  },
  examples: ["network connect blue web", "network connect --alias db --ip 10.4.1.9 blue web"],
  async execute(context, { network, container, alias, ip, ip6 }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { connectNetwork } = await import("../../container/network/connect.ts");
    const { checkIpv4, checkIpv6 } = await import("../../network/endpoint.ts");
    const { id } = await findContainer(context, container);
    await connectNetwork(context, id, {
      ...{ network, aliases: alias },
      ...(ip !== undefined && { ip: checkIpv4(ip, "--ip") }),
      ...(ip6 !== undefined && { ip6: checkIpv6(ip6, "--ip6") }),
    });
  },
  output: { kind: "none" },
});
