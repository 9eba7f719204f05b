import type { FlagTable } from "../../define-command.ts";

/** Which of the kernel's namespaces it shares, with whom, and what is set in them. */
export const namespaceFlags = {
  cgroupns: { type: "string", value: "mode", summary: "host or private; private where the host has cgroups v2" },
  ipc: { type: "string", value: "mode", summary: "private, shareable, host, none, or container:NAME" },
  pid: { type: "string", value: "mode", summary: "host, or container:NAME" },
  sysctl: { type: "pairs", summary: "Set a kernel parameter of its namespaces" },
  userns: { type: "string", value: "mode", summary: "host" },
  uts: { type: "string", value: "mode", summary: "host" },
} as const satisfies FlagTable;
