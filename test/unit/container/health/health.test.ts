import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type HealthOptions, requestedHealthcheck } from "../../../../src/container/health/health-options.ts";
import { type HealthState, nextHealthState, startingState } from "../../../../src/container/health/health-state.ts";
import { healthTiming, nextProbe } from "../../../../src/container/health/health-timing.ts";

const nothing: HealthOptions = {
  healthCmd: undefined,
  healthInterval: undefined,
  healthTimeout: undefined,
  healthRetries: undefined,
  healthStartPeriod: undefined,
  healthStartInterval: undefined,
  noHealthcheck: false,
};

describe("a container's check", () => {
  const image = { Test: ["CMD", "ready"], Interval: 5e9, Retries: 7 };

  test("is the image's where nothing else is said", () => {
    assert.equal(requestedHealthcheck(nothing, image), image);
    assert.equal(requestedHealthcheck(nothing, undefined), undefined);
  });

  test("takes from the image what the flags leave open", () => {
    assert.deepEqual(requestedHealthcheck({ ...nothing, healthInterval: 1_500, healthTimeout: 100 }, image), {
      Test: ["CMD", "ready"],
      Interval: 1.5e9,
      Timeout: 1e8,
      Retries: 7,
    });
    assert.deepEqual(requestedHealthcheck({ ...nothing, healthCmd: "test -f /ok" }, undefined), {
      Test: ["CMD-SHELL", "test -f /ok"],
    });
  });

  test("can be dropped, as nerdctl writes it", () => {
    assert.deepEqual(requestedHealthcheck({ ...nothing, noHealthcheck: true }, image), { Test: ["NONE"] });
  });

  const refused: readonly [options: Partial<HealthOptions>, message: string][] = [
    [{ noHealthcheck: true, healthCmd: "true" }, "--no-healthcheck conflicts with --health-* options"],
    [{ healthInterval: -1 }, "--health-interval cannot be negative"],
    [{ healthTimeout: -1 }, "--health-timeout cannot be negative"],
    [{ healthStartPeriod: -1 }, "--health-start-period cannot be negative"],
    [{ healthStartInterval: -1 }, "--health-start-interval cannot be negative"],
    [{ healthRetries: -1 }, "--health-retries cannot be negative"],
    [{ healthRetries: 1.5 }, "--health-retries must be an integer"],
    [{ healthInterval: 0.5 }, "--health-interval cannot be less than 1ms"],
  ];
  for (const [options, message] of refused) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => requestedHealthcheck({ ...nothing, ...options }, undefined), {
        code: "INVALID_VALUE",
        message,
      });
    });
  }
});

describe("the state of health", () => {
  /** After results one after the other; `.` is a success, `x` a failure, and what comes before a `|` falls into the start period. */
  const after = (results: string) => {
    let state: HealthState = startingState;
    for (const [i, result] of [...results].entries()) {
      if (result === "|") continue;
      const inStartPeriod = i < results.indexOf("|");
      state = nextHealthState(state, { ExitCode: result === "." ? 0 : 1 }, { inStartPeriod, retries: 3 });
    }
    return `${state.Status} ${state.FailingStreak}`;
  };
  const cases: readonly [results: string, state: string][] = [
    ["", "starting 0"],
    [".", "healthy 0"],
    ["xx", "starting 2"],
    ["xxx", "unhealthy 3"],
    ["xxxx.", "healthy 0"],
    [".xx", "healthy 2"],
    [".xx.xx", "healthy 2"],
    ["xxxx|xx", "starting 2"],
    ["xx.x|xx", "unhealthy 3"],
  ];
  for (const [results, state] of cases) {
    test(`is ${state} after ${JSON.stringify(results)}`, () => assert.equal(after(results), state));
  }
});

describe("the next probe", () => {
  const startedMs = 1_000_000;
  const timing = healthTiming({ Test: ["CMD", "true"], Interval: 2e9, StartPeriod: 10e9, StartInterval: 1e9 });

  test("has Docker's defaults", () => {
    assert.deepEqual(healthTiming({ Test: ["CMD", "true"] }), {
      intervalMs: 30_000,
      timeoutMs: 30_000,
      startPeriodMs: 0,
      startIntervalMs: 5_000,
      retries: 3,
    });
  });

  test("comes an interval after the last result, and closer in the start period until the first success", () => {
    const after = (status: "healthy" | "starting", lastEndMs: number) =>
      nextProbe(timing, { startedMs, status, lastEndMs }, lastEndMs).atMs - lastEndMs;
    assert.deepEqual([after("starting", startedMs + 7_000), after("healthy", startedMs + 7_000)], [1_000, 2_000]);
    assert.equal(after("starting", startedMs + 11_000), 1_800); // Early, at an age of 12.8 s.
  });

  test("is an early look while it starts, at each doubling of its age", () => {
    const slow = healthTiming({ Test: ["CMD", "true"] });
    const ages = [0, 100, 101, 250, 3_200, 3_201, 25_601].map((ageMs) => {
      const { atMs, isEarly } = nextProbe(
        slow,
        { startedMs, status: "starting", lastEndMs: undefined },
        startedMs + ageMs,
      );
      return [atMs - startedMs, isEarly];
    });
    assert.deepEqual(ages, [
      [100, true],
      [100, true],
      [200, true],
      [400, true],
      [3_200, true],
      [6_400, true],
      [30_000, false],
    ]);
  });
});
