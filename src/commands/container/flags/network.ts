import type { FlagTable } from "../../define-command.ts";

/** How it is reached, and what it reaches. */
export const networkFlags = {
  hostname: { type: "string", short: "h", summary: "Host name in the container" },
  network: { type: "string", value: "network", default: "bridge", summary: "bridge, none, host, or a network's name" },
  publish: { type: "list", short: "p", summary: "Publish a port: [IP:][HOST:]CONTAINER[/PROTOCOL]" },
} as const satisfies FlagTable;
