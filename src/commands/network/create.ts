import { defineCommand } from "../define-command.ts";

export const networkCreateCommand = defineCommand({
  name: "network create",
  summary: "Make a network",
  args: { name: "required" },
  interspersed: true,
  flags: {
    attachable: { type: "bool", summary: "Accepted for Docker's sake: every container may join" },
    "aux-address": { type: "pairs", summary: "An address that no container gets: NAME=ADDRESS" },
    driver: { type: "string", short: "d", default: "bridge", summary: "bridge, macvlan or ipvlan" },
    gateway: { type: "list", value: "address", summary: "The host's address in a subnet (default its first one)" },
    internal: { type: "bool", summary: "No way out of it" },
    "ip-range": { type: "list", value: "subnet", summary: "The part of a subnet that containers get addresses from" },
    "ipam-driver": { type: "string", default: "default", summary: "Who gives addresses: default, host-local or dhcp" },
    "ipam-opt": { type: "pairs", summary: 'Option of dhcp: NAME={"type":"provide","value":"…"}' },
    ipv4: { type: "bool", default: true, summary: "Give IPv4 addresses" },
    ipv6: { type: "bool", summary: "Give IPv6 addresses, too" },
    label: { type: "pairs", summary: "Metadata: KEY=VALUE" },
    opt: { type: "pairs", short: "o", summary: "Option of the driver: mtu, parent, com.docker.network.bridge.name, …" },
    subnet: { type: "list", value: "subnet", summary: "Such as 10.4.9.0/24; the first free one where absent" },
  },
  refused: {
    "config-from": "there is no swarm: give the options themselves",
    "config-only": "there is no swarm: make a network of the options",
    ingress: "there is no swarm, and so no routing mesh",
    scope: "every network is of this host alone",
  },
  examples: [
    "network create blue",
    "network create --subnet 10.9.0.0/24 --ipv6 --internal blue",
    "network create -d macvlan -o parent=eth0 --subnet 192.168.1.0/24 lan",
  ],
  async execute(context, options) {
    const { createUserNetwork } = await import("../../container/network/user-network.ts");
    return await createUserNetwork(context, options);
  },
  output: { kind: "lines", lines: ({ id }) => [id] },
});
