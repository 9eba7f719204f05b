import { NerdError } from "../../errors.ts";
import type { Healthcheck } from "../../image/document/image-config.ts";

/** The flags about health, read; durations are milliseconds. */
export interface HealthOptions {
  readonly healthCmd: string | undefined;
  /** Of a compose file: `["CMD", "pg_isready"]`, a program without a shell; in the place of `healthCmd`. */
  readonly healthTest?: readonly string[] | undefined;
  readonly healthInterval: number | undefined;
  readonly healthTimeout: number | undefined;
  readonly healthRetries: number | undefined;
  readonly healthStartPeriod: number | undefined;
  readonly healthStartInterval: number | undefined;
  readonly noHealthcheck: boolean;
}

const nsPerMs = 1e6;

/** What the container is checked by: the flags, and the image's HEALTHCHECK for what they leave open. Throws INVALID_VALUE. */
export function requestedHealthcheck(options: HealthOptions, image: Healthcheck | undefined): Healthcheck | undefined {
  const { healthCmd, healthTest, healthRetries = 0 } = options;
  const durations = {
    "--health-interval": options.healthInterval ?? 0,
    "--health-timeout": options.healthTimeout ?? 0,
    "--health-start-period": options.healthStartPeriod ?? 0,
    "--health-start-interval": options.healthStartInterval ?? 0,
  };
  const isAsked =
    Boolean(healthCmd ?? healthTest) || [...Object.values(durations), healthRetries].some((value) => value !== 0);
  if (options.noHealthcheck) {
    if (isAsked) throw invalid("--no-healthcheck conflicts with --health-* options");
    return { Test: ["NONE"] };
  }
  if (!isAsked) return image;
  for (const [flag, ms] of Object.entries(durations)) checkDuration(flag, ms);
  if (healthRetries < 0) throw invalid("--health-retries cannot be negative");
  if (!Number.isInteger(healthRetries)) throw invalid("--health-retries must be an integer");
  const ns = (flag: keyof typeof durations, ofImage = 0) => durations[flag] * nsPerMs || ofImage;
  return withoutZeros({
    Test: healthTest ?? (healthCmd ? ["CMD-SHELL", healthCmd] : (image?.Test ?? [])),
    Interval: ns("--health-interval", image?.Interval),
    Timeout: ns("--health-timeout", image?.Timeout),
    StartPeriod: ns("--health-start-period", image?.StartPeriod),
    StartInterval: ns("--health-start-interval", image?.StartInterval),
    Retries: healthRetries || (image?.Retries ?? 0),
  });
}

/** Zero is the image's value, or the default. */
function checkDuration(flag: string, ms: number): void {
  if (ms < 0) throw invalid(`${flag} cannot be negative`);
  if (ms > 0 && ms < 1) throw invalid(`${flag} cannot be less than 1ms`);
}

function withoutZeros(check: Healthcheck): Healthcheck {
  return Object.fromEntries(Object.entries(check).filter(([, value]) => value !== 0));
}

function invalid(message: string): NerdError {
  return new NerdError("INVALID_VALUE", message);
}
