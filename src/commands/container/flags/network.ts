import type { FlagTable } from "../../define-command.ts";

/** How it is reached, and what it reaches. */
export const networkFlags = {
  "add-host": {
    type: "list",
    value: "host",
    summary: "Add a line to its hosts file: HOST:ADDRESS, or HOST:host-gateway",
  },
  dns: { type: "list", value: "address", summary: "Name server, instead of the host's" },
  "dns-opt": { type: "list", summary: "Option of its resolver, such as ndots:2" },
  "dns-option": { type: "list", summary: "The same as --dns-opt" },
  "dns-search": { type: "list", value: "domain", summary: "Domain to search for names without one; . for none" },
  domainname: { type: "string", summary: "NIS domain name in the container" },
  expose: { type: "list", value: "port", summary: "Expose a port, or a range: PORT[-PORT][/PROTOCOL]" },
  hostname: { type: "string", short: "h", summary: "Host name in the container" },
  ip: { type: "string", value: "address", summary: "IPv4 address in its network, such as 10.4.1.9" },
  ip6: { type: "string", value: "address", summary: "IPv6 address in its network" },
  "mac-address": { type: "string", value: "address", summary: "MAC address of its first interface" },
  net: { type: "list", value: "network", summary: "The same as --network" },
  "net-alias": { type: "list", value: "name", summary: "The same as --network-alias" },
  network: {
    type: "list",
    value: "network",
    summary: "bridge, none, host, container:NAME, a network, or name=NETWORK,ip=ADDRESS,alias=NAME (default bridge)",
  },
  "network-alias": { type: "list", value: "name", summary: "Another name for it among its network's containers" },
  publish: { type: "list", short: "p", value: "port", summary: "Publish a port: [IP:][HOST:]CONTAINER[/PROTOCOL]" },
  "publish-all": { type: "bool", short: "P", summary: "Publish every exposed port on a free one of the host" },
} as const satisfies FlagTable;

/** What no CNI network can do, and why. */
export const refusedNetworkFlags = {
  link: "containers of one network know each other by name: join one with --network",
  "link-local-ip": "CNI plugins take no link-local address",
} as const;
