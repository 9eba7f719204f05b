import { autoRemoval } from "./auto-removal.ts";
import type { Duty } from "./duty.ts";
import { endRecord } from "./end-record.ts";
import { healthChecks } from "./health-checks.ts";
import { names } from "./names.ts";
import { relays } from "./relays.ts";
import { restarts } from "./restarts.ts";
import { stoppedRelease } from "./stopped-release.ts";

/** All that the supervisor sees to. */
export const duties: readonly Duty[] = [autoRemoval, endRecord, restarts, stoppedRelease, healthChecks, names, relays];
