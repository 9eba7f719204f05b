import type { FlagTable } from "../define-command.ts";
import { deviceFlags } from "./flags/devices.ts";
import { healthFlags } from "./flags/health.ts";
import { identityFlags, refusedIdentityFlags } from "./flags/identity.ts";
import { lifeFlags } from "./flags/life.ts";
import { loggingFlags } from "./flags/logging.ts";
import { mountFlags } from "./flags/mounts.ts";
import { namespaceFlags } from "./flags/namespaces.ts";
import { networkFlags, refusedNetworkFlags } from "./flags/network.ts";
import { processFlags } from "./flags/process.ts";
import { refusedResourceFlags, resourceFlags } from "./flags/resources.ts";
import { restartFlags } from "./flags/restart.ts";
import { securityFlags } from "./flags/security.ts";
import { streamFlags } from "./flags/streams.ts";

/** What `run` and `create` share: everything that goes into the container's record. */
export const createFlags = {
  ...identityFlags,
  ...processFlags,
  ...resourceFlags,
  ...deviceFlags,
  ...securityFlags,
  ...namespaceFlags,
  ...mountFlags,
  ...networkFlags,
  ...lifeFlags,
  ...restartFlags,
  ...healthFlags,
  ...loggingFlags,
  ...streamFlags,
} as const satisfies FlagTable;

/** What neither can do on this platform, and why. */
export const refusedCreateFlags = {
  ...refusedIdentityFlags,
  ...refusedResourceFlags,
  ...refusedNetworkFlags,
};
