import { toMilliseconds } from "../duration.ts";
import { NerdError } from "../errors.ts";
import type { Healthcheck } from "../image/document/image-config.ts";
import { execForm } from "./exec-form.ts";
import { type HealthOptions, requestedHealthcheck } from "./health/health-options.ts";

const flags = {
  "--interval": "healthInterval",
  "--timeout": "healthTimeout",
  "--start-period": "healthStartPeriod",
  "--start-interval": "healthStartInterval",
  "--retries": "healthRetries",
} as const satisfies Readonly<Record<string, keyof HealthOptions>>;

/** `HEALTHCHECK`'s words: `NONE`, or `CMD` with a line for the shell or a JSON list, after flags. Throws INVALID_VALUE. */
export function healthcheckInstruction(words: string): Healthcheck {
  const [, flagWords = "", kind = "", command = ""] = /^((?:--\S*\s+)*)(\S+)\s*(.*)$/s.exec(words) ?? [];
  const given = flagWords.split(/\s+/).filter((word) => word !== "");
  if (kind.toUpperCase() === "NONE" && command === "" && given.length === 0) return { Test: ["NONE"] };
  if (kind.toUpperCase() !== "CMD" || command === "")
    throw new NerdError("INVALID_VALUE", `HEALTHCHECK is NONE, or CMD with a command: ${words}`);
  const list = execForm(command);
  const options: HealthOptions = {
    ...{ healthCmd: undefined, noHealthcheck: false, healthRetries: undefined },
    ...{
      healthInterval: undefined,
      healthTimeout: undefined,
      healthStartPeriod: undefined,
      healthStartInterval: undefined,
    },
    ...Object.fromEntries(given.map(option)),
    healthTest: list === undefined ? ["CMD-SHELL", command] : ["CMD", ...list],
  };
  return requestedHealthcheck(options, undefined) ?? {};
}

function option(word: string): [keyof HealthOptions, number] {
  const [name = "", value = ""] = word.split("=", 2);
  if (!Object.hasOwn(flags, name))
    throw new NerdError("INVALID_VALUE", `no flag of HEALTHCHECK: ${word}`, {
      hint: `the flags are ${Object.keys(flags).join(", ")}`,
    });
  const key = flags[name as keyof typeof flags];
  return [key, key === "healthRetries" ? Number(value) : toMilliseconds(value)];
}
