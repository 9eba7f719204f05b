import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NerdError } from "../../../../src/errors.ts";
import { PassingFailure, retry, retryAfterMs, waitBefore } from "../../../../src/registry/http/retry.ts";

const policy = { attempts: 4, baseMs: 100, capMs: 1_000 };
const never = new AbortController().signal;
const failure = () => new NerdError("REGISTRY_FAILED", "503");

describe("another try", () => {
  test("waits longer each time, up to the cap", () => {
    for (const [attempt, most] of [
      [1, 100],
      [2, 200],
      [3, 400],
    ] as const) {
      const waitMs = waitBefore(attempt, undefined, policy)!;
      assert.ok(waitMs >= most / 2 && waitMs <= most, `${attempt}: ${waitMs}`);
    }
    assert.ok(waitBefore(9, undefined, { ...policy, attempts: 10 })! <= policy.capMs);
  });

  test("waits as long as the server asks, or not at all where that is too long", () => {
    assert.equal(waitBefore(1, 900, policy), 900);
    assert.equal(waitBefore(1, 1_001, policy), undefined);
  });

  test("is not made after the last one: the failure itself is thrown", async () => {
    let tries = 0;
    const error = failure();
    const act = async () => {
      tries++;
      throw new PassingFailure(error);
    };
    await assert.rejects(retry(act, { attempts: 3, baseMs: 1, capMs: 1 }, never), (thrown) => thrown === error);
    assert.equal(tries, 3);
  });

  test("is made less often where each takes long", async () => {
    let tries = 0;
    const act = async () => {
      tries++;
      throw new PassingFailure(failure(), { cost: 3 });
    };
    await assert.rejects(retry(act, { attempts: 6, baseMs: 1, capMs: 1 }, never), { code: "REGISTRY_FAILED" });
    assert.equal(tries, 2);
  });

  test("is not made after a failure that stays", async () => {
    let tries = 0;
    const act = async () => {
      tries++;
      throw failure();
    };
    await assert.rejects(retry(act, policy, never), { code: "REGISTRY_FAILED" });
    assert.equal(tries, 1);
  });

  test("is not waited for once cancelled", async () => {
    const cancel = new AbortController();
    const reason = new Error("enough");
    const act = async () => {
      queueMicrotask(() => cancel.abort(reason));
      throw new PassingFailure(failure());
    };
    await assert.rejects(
      retry(act, { ...policy, baseMs: 60_000, capMs: 60_000 }, cancel.signal),
      (thrown) => thrown === reason,
    );
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const cases: [header: string | undefined, ms: number | undefined][] = [
    [undefined, undefined],
    ["3", 3_000],
    ["Thu, 01 Jan 2026 00:00:10 GMT", 10_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
  ];
  for (const [header, ms] of cases) test(`${header} is ${ms} ms`, () => assert.equal(retryAfterMs(header, now), ms));
});
