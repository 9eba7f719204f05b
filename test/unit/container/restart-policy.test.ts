import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { labelKeys } from "../../../src/container/record/labels.ts";
import { isHeld, parseRestartPolicy, policyLabels, restartPolicyOf } from "../../../src/container/restart-policy.ts";
import { nextRestart } from "../../../src/container/restart-policy-backoff.ts";

describe("--restart", () => {
  const policies: readonly [text: string, name: string, maxRetries: number][] = [
    ["", "no", 0],
    ["no", "no", 0],
    ["always", "always", 0],
    ["unless-stopped", "unless-stopped", 0],
    ["on-failure", "on-failure", 0],
    ["on-failure:3", "on-failure", 3],
  ];
  for (const [text, name, maxRetries] of policies) {
    test(`${JSON.stringify(text)} is ${name}`, () => {
      assert.deepEqual(parseRestartPolicy(text), { name, maxRetries });
    });
  }

  const refused: readonly [text: string, message: RegExp][] = [
    ["allways", /unknown policy 'allways'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'$/],
    ["on-failure:3:4", /unknown policy/],
    ["on-failure:x", /maximum retry count must be an integer/],
    ["on-failure:-1", /maximum retry count cannot be negative/],
    ["always:3", /maximum retry count can only be used with 'on-failure'/],
  ];
  for (const [text, message] of refused) {
    test(`refuses ${text}`, () => {
      assert.throws(() => parseRestartPolicy(text), { code: "INVALID_VALUE", message });
    });
  }

  test("is written as nerdctl does, but not yet as one to be started", () => {
    assert.deepEqual(policyLabels({ restart: "on-failure:3", rm: false }, "binary:///logger"), {
      "containerd.io/restart.policy": "on-failure:3",
      "containerd.io/restart.status": "created",
      "containerd.io/restart.loguri": "binary:///logger",
      "containerd.io/restart.explicitly-stopped": "false",
    });
    assert.deepEqual(policyLabels({ restart: "no", rm: true }, "binary:///logger"), {});
  });

  test("does not go with --rm", () => {
    assert.throws(() => policyLabels({ restart: "always", rm: true }, ""), {
      code: "INVALID_VALUE",
      message: "conflicting options: cannot specify both --restart and --rm",
    });
  });

  test("of a record that nobody understands is none", () => {
    assert.deepEqual(restartPolicyOf({ [labelKeys.restartPolicy]: "sometimes" }), { name: "no", maxRetries: 0 });
  });
});

describe("the next restart", () => {
  const startedAt = "2026-08-01T12:00:00.000Z";
  const at = (ms: number) => new Date(Date.parse(startedAt) + ms).toISOString();
  const labels = (policy: string, more: Record<string, string> = {}) => ({
    [labelKeys.restartPolicy]: policy,
    ...more,
  });
  const after = (record: Record<string, string>, ranMs: number, exitCode = 1) => {
    const next = nextRestart(record, { exit: { exitCode, exitedAt: at(ranMs) }, startedAt });
    return next && { afterMs: next.dueMs - Date.parse(at(ranMs)), count: next.count };
  };

  test("comes after 100 ms, and each one after twice the time, up to a minute", () => {
    assert.deepEqual(after(labels("always"), 50), { afterMs: 100, count: 1 });
    const again = { [labelKeys.restartDelay]: "100", [labelKeys.restartCount]: "1" };
    assert.deepEqual(after(labels("always", again), 50), { afterMs: 200, count: 2 });
    const late = { [labelKeys.restartDelay]: "51200", [labelKeys.restartCount]: "10" };
    assert.deepEqual(after(labels("always", late), 50), { afterMs: 60_000, count: 11 });
  });

  test("begins anew after ten seconds, and goes on counting", () => {
    const late = { [labelKeys.restartDelay]: "51200", [labelKeys.restartCount]: "10" };
    assert.deepEqual(after(labels("always", late), 10_000), { afterMs: 100, count: 11 });
  });

  test("of on-failure follows a failure alone, as often as is said", () => {
    assert.equal(after(labels("on-failure"), 50, 0), undefined);
    assert.deepEqual(after(labels("on-failure"), 50, 3), { afterMs: 100, count: 1 });
    assert.deepEqual(after(labels("on-failure:2", { [labelKeys.restartCount]: "1" }), 50, 3), {
      afterMs: 100,
      count: 2,
    });
    assert.equal(after(labels("on-failure:2", { [labelKeys.restartCount]: "2" }), 50, 3), undefined);
  });

  test("of always and unless-stopped follows every end", () => {
    for (const policy of ["always", "unless-stopped"]) assert.equal(after(labels(policy), 50, 0)?.count, 1);
  });

  test("never comes where it was stopped by hand, or with the engine", () => {
    const stopped = labels("always", { [labelKeys.explicitlyStopped]: "true" });
    const withEngine = labels("always", { [labelKeys.restartStatus]: "stopped" });
    for (const record of [stopped, withEngine])
      assert.deepEqual([isHeld(record), after(record, 50)], [true, undefined]);
    assert.equal(after(labels("no"), 50), undefined);
    assert.equal(after({}, 50), undefined);
  });

  test("is due at once after an end that nobody has seen", () => {
    const next = nextRestart(labels("always"), { exit: { exitCode: 255, exitedAt: "" } });
    assert.deepEqual(next, { dueMs: 100, delayMs: 100, count: 1 });
  });
});
