import type { FlagTable } from "../../define-command.ts";

/** How the caller's streams are connected. `create` takes them, too, as nerdctl does; it has nothing to connect. */
export const streamFlags = {
  "detach-keys": {
    type: "string",
    default: "ctrl-p,ctrl-q",
    summary: "Keys that leave an attached container running",
  },
  "sig-proxy": { type: "bool", default: true, summary: "Pass signals on to the container" },
} as const satisfies FlagTable;
