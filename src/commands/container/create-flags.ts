import type { FlagTable } from "../define-command.ts";
import { identityFlags } from "./flags/identity.ts";
import { lifeFlags } from "./flags/life.ts";
import { mountFlags } from "./flags/mounts.ts";
import { networkFlags } from "./flags/network.ts";
import { processFlags } from "./flags/process.ts";
import { resourceFlags } from "./flags/resources.ts";
import { securityFlags } from "./flags/security.ts";

/** What `run` and `create` share: everything that goes into the container's record. */
export const createFlags = {
  ...identityFlags,
  ...processFlags,
  ...resourceFlags,
  ...securityFlags,
  ...mountFlags,
  ...networkFlags,
  ...lifeFlags,
} as const satisfies FlagTable;
