import { autoRemoval } from "./auto-removal.ts";
import type { Duty } from "./duty.ts";
import { stoppedRelease } from "./stopped-release.ts";

/** All that the supervisor sees to. */
export const duties: readonly Duty[] = [autoRemoval, stoppedRelease];
