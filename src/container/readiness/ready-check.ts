import type { Context } from "../../context.ts";
import { type Duration, toMilliseconds } from "../../duration.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import { probeCommand } from "./command-probe.ts";
import { type HttpCheck, probeHttp } from "./http-probe.ts";
import { LogProbe } from "./log-probe.ts";
import { type ProbeResult, probe } from "./port-probe.ts";
import { portSeenFromHost } from "./port-seen-from-host.ts";
import { healthReadiness, type Readiness, repeatedly } from "./readiness.ts";

/** How often a check looks, and how long it may take. */
export interface CheckLimits {
  /** Between two looks; from 5 ms up to 500 ms where absent, each twice the one before. */
  readonly interval?: Duration;
  /** Until NOT_READY; that of the whole wait where absent. */
  readonly timeout?: Duration;
}

/** Ports of the container that accept connections, whether they are published or not. */
export interface PortCheck {
  readonly port: number | readonly number[];
  /** One of them is enough. */
  readonly any?: boolean;
}

/** Lines of its log, stdout and stderr, that match or contain it: once, or `times`. */
export interface LogCheck {
  readonly log: RegExp | string;
  readonly times?: number;
}

/** A command in it that exits with status 0. */
export interface ExecCheck {
  readonly exec: readonly string[];
}

/** One way to tell that a container is ready; `"health"` is its HEALTHCHECK, and a function says so itself. */
export type ReadyCheck =
  | "health"
  | ((PortCheck | LogCheck | HttpCheck | ExecCheck) & CheckLimits)
  | (() => boolean | Promise<boolean>);

/** Looks that never end by themselves are given up after this, and made again. */
const longestLookMs = 10_000;

/** Throws INVALID_VALUE for a check that says nothing. */
export function checkReadiness(context: Context, container: StoredContainer, check: ReadyCheck): Readiness {
  if (check === "health") return healthReadiness(context, container);
  const intervalMs =
    typeof check === "function" || check.interval === undefined ? undefined : toMilliseconds(check.interval);
  return repeatedly(lookOf(context, container, check), context.signal, intervalMs);
}

/** How long this check may take; undefined where it has no limit of its own. */
export function checkTimeoutMs(check: ReadyCheck): number | undefined {
  if (check === "health" || typeof check === "function" || check.timeout === undefined) return undefined;
  return toMilliseconds(check.timeout);
}

type Look = (withinMs: number) => Promise<ProbeResult>;

function lookOf(context: Context, container: StoredContainer, check: Exclude<ReadyCheck, "health">): Look {
  if (typeof check === "function") return (withinMs) => ask(check, Math.min(withinMs, longestLookMs));
  if ("http" in check) {
    return async (withinMs) => {
      const port = await portSeenFromHost(context, container, check.port ?? (check.scheme === "https" ? 443 : 80));
      return await probeHttp(port, check, Math.min(withinMs, longestLookMs));
    };
  }
  if ("exec" in check) {
    return (withinMs) => probeCommand(context, container, check.exec, Math.min(withinMs, longestLookMs));
  }
  if ("log" in check) {
    const probe = new LogProbe(context, container, check);
    return () => probe.look();
  }
  if ("port" in check) {
    return async (withinMs) => {
      const looks = [check.port].flat().map(async (port) => {
        const seen = await portSeenFromHost(context, container, port);
        const result = await probe(seen, seen.port, Math.min(withinMs, 1_000));
        return { ...result, text: seen.port === port ? result.text : `${result.text} (${port} of the container)` };
      });
      const results = await Promise.all(looks);
      return (
        results.find(({ ready }) => ready === (check.any ?? false)) ?? results[0] ?? { ready: true, text: "no port" }
      );
    };
  }
  throw new NerdError("INVALID_VALUE", `not a check of readiness: ${JSON.stringify(check)}`, {
    hint: 'write "health", { port }, { log }, { http }, { exec }, or a function',
  });
}

async function ask(check: () => boolean | Promise<boolean>, withinMs: number): Promise<ProbeResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, withinMs, "late");
  });
  try {
    const answer = await Promise.race([Promise.resolve().then(check), late]);
    if (answer === "late") return { ready: false, text: `the check did not answer within ${withinMs / 1000} s` };
    return { ready: answer, text: answer ? "the check says so" : "the check says no" };
  } catch (error) {
    return { ready: false, text: `the check failed: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    clearTimeout(timer);
  }
}
