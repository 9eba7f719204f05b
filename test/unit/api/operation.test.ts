import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startUnder } from "../../../src/api/current-signal.ts";
import type { OperationSettings, Work } from "../../../src/api/lifecycle.ts";
import { Operation } from "../../../src/api/operation.ts";

/** Work that ends only when it is stopped, and says so. */
function endless() {
  const seen = { started: false, stopped: false };
  const work: Work<never> = async ({ signal }) => {
    seen.started = true;
    try {
      return await new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    } finally {
      seen.stopped = true;
    }
  };
  return { seen, work };
}

const settingsOf = async ({ quiet, env, captured }: OperationSettings) => ({ quiet, env, captured });

describe("an operation", () => {
  test("starts by itself, after the modifiers chained in the same tick", async () => {
    const runs: boolean[] = [];
    Operation.start(async ({ quiet }) => void runs.push(quiet)).quiet();
    assert.deepEqual(runs, []);
    await nextTurn();
    assert.deepEqual(runs, [true]);
  });

  test("runs once however often it is awaited", async () => {
    let runs = 0;
    const operation = Operation.start(async () => ++runs);
    assert.deepEqual([await operation, await operation], [1, 1]);
  });

  test("hands its work what was chained, a later variable over an earlier one", async () => {
    const operation = Operation.start(settingsOf).env({ A: "1", B: "1" }).env({ B: "2" }).quiet();
    assert.deepEqual(await operation, { quiet: true, env: { A: "1", B: "2" }, captured: false });
  });

  test("refuses modifiers once it has started", async () => {
    const operation = Operation.start(async () => {});
    await operation;
    for (const modify of [
      () => operation.quiet(),
      () => operation.nothrow(),
      () => operation.timeout("1s"),
      () => operation.env({ A: "1" }),
      () => operation.signal(AbortSignal.abort()),
    ]) {
      assert.throws(modify, { code: "OPERATION_STARTED" });
    }
  });

  test("is a promise that settles as its work does", async () => {
    assert.equal(await Operation.start(async () => 20).then((n) => n + 1), 21);
    assert.equal(await Operation.start(async () => Promise.reject(new Error("no"))).catch(() => "caught"), "caught");
    let settled = false;
    await Operation.start(async () => {}).finally(() => {
      settled = true;
    });
    assert.equal(settled, true);
    assert.equal(String(Operation.start(async () => {})), "[object Operation]");
  });
});

describe("cancelling an operation", () => {
  test("by a signal rejects only when the work has stopped", async () => {
    const { seen, work } = endless();
    const controller = new AbortController();
    const operation = Operation.start(work).signal(controller.signal);
    await nextTurn();
    controller.abort();
    await assert.rejects(operation, { code: "CANCELLED", exitCode: 130 });
    assert.equal(seen.stopped, true);
  });

  test("takes any of several signals, and undefined for none", async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const operation = Operation.start(endless().work).signal(first.signal).signal(undefined).signal(second.signal);
    await nextTurn();
    second.abort();
    await assert.rejects(operation, { code: "CANCELLED" });
  });

  test("beforehand does not start it at all", async () => {
    const { seen, work } = endless();
    await assert.rejects(Operation.start(work).signal(AbortSignal.abort()), { code: "CANCELLED" });
    assert.equal(seen.started, false);
  });

  test("comes by itself when time is up", async () => {
    const stay = setTimeout(() => {}, 5_000); // The limit alone keeps no process alive.
    await assert.rejects(Operation.start(endless().work).timeout("5ms"), { code: "TIMED_OUT", exitCode: 124 });
    clearTimeout(stay);
  });

  test("too late leaves the operation's own failure to be reported", async () => {
    const controller = new AbortController();
    const operation = Operation.start(async () => {
      controller.abort();
      throw new TypeError("a bug");
    });
    await assert.rejects(operation.signal(controller.signal), TypeError);
  });

  test("comes with the end of the block that holds it", async () => {
    const { seen, work } = endless();
    {
      await using _unfinished = Operation.start(work);
      await nextTurn();
    }
    assert.deepEqual(seen, { started: true, stopped: true });
  });

  test("at the end of its block disposes what it resolved to", async () => {
    let disposed = false;
    {
      const handle = {
        async [Symbol.asyncDispose]() {
          disposed = true;
        },
      };
      await using operation = Operation.start(async () => handle);
      await operation;
    }
    assert.equal(disposed, true);
  });

  test("comes with an interruption of the program, which a clean-up survives", async (context) => {
    const interrupt = new AbortController();
    startUnder(interrupt.signal);
    context.after(() => startUnder(new AbortController().signal));
    interrupt.abort();
    await assert.rejects(
      Operation.start(async () => "work"),
      { code: "CANCELLED" },
    );
    assert.equal(await Operation.cleanup(async () => "clean"), "clean");
  });
});

describe("an operation that fails", () => {
  const exitOf = (fixture: string) => {
    const file = fileURLToPath(new URL(`../../fixtures/api/${fixture}`, import.meta.url));
    return spawnSync(process.execPath, ["--import", "tsx", file], { encoding: "utf8" });
  };

  test("ends the process where nobody awaits it", () => {
    const { status, stderr } = exitOf("unawaited-failure.ts");
    assert.equal(status, 1);
    assert.equal(stderr.match(/code: 'UNKNOWN_CONTAINER'/g)?.length, 1);
  });

  test("is quiet where its failure is caught, in whichever view it was awaited", () => {
    const { status, stderr } = exitOf("caught-failure.ts");
    assert.deepEqual([status, stderr], [0, ""]);
  });
});
