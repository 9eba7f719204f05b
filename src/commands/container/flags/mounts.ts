import type { FlagTable } from "../../define-command.ts";

/** What is mounted into it. */
export const mountFlags = {
  mount: {
    type: "list",
    value: "mount",
    summary: "Mount type=bind|volume|tmpfs|image,source=…,target=…[,readonly][,OPTION=VALUE…]",
  },
  tmpfs: { type: "list", value: "tmpfs", summary: "Mount an empty file system in memory: PATH[:OPTIONS]" },
  volume: {
    type: "list",
    short: "v",
    value: "volume",
    summary: "Mount SOURCE:TARGET[:OPTIONS]; SOURCE is a path of the host, or a volume's name",
  },
  "volume-driver": { type: "string", choices: ["local"], summary: "Driver of the volumes that are made" },
  "volumes-from": { type: "list", value: "container", summary: "Mount what another has: CONTAINER[:ro]" },
} as const satisfies FlagTable;
