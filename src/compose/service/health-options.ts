import type { HealthOptions } from "../../container/health/health-options.ts";
import type { Service } from "../project.ts";

/** How a service is known to be well, as `run` takes it; what is left out is the image's. */
export function healthOptions({ healthcheck: check = {} }: Service): HealthOptions {
  const [kind, ...words] = check.test ?? [];
  const isOff = check.disable === true || kind === "NONE";
  return {
    healthCmd: kind === "CMD-SHELL" ? words.join(" ") : undefined,
    ...(kind === "CMD" && { healthTest: check.test }),
    healthInterval: isOff ? undefined : check.interval,
    healthTimeout: isOff ? undefined : check.timeout,
    healthRetries: isOff ? undefined : check.retries,
    healthStartPeriod: isOff ? undefined : check.start_period,
    healthStartInterval: isOff ? undefined : check.start_interval,
    noHealthcheck: isOff,
  };
}
