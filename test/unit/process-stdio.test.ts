import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ProcessStdio } from "../../src/process-stdio.ts";

describe("a signal of the caller", () => {
  test("cancels where nobody listens", () => {
    const cancelled: string[] = [];
    using _stdio = new ProcessStdio((signal) => cancelled.push(signal));
    process.emit("SIGINT", "SIGINT");
    assert.deepEqual(cancelled, ["SIGINT"]);
  });

  test("that comes after who has listened cancels nothing, unless it is the third one", () => {
    const [heard, cancelled]: [string[], string[]] = [[], []];
    using stdio = new ProcessStdio((signal) => cancelled.push(signal));
    const stop = stdio.onSignal((signal) => heard.push(signal));
    process.emit("SIGINT", "SIGINT");
    stop();
    for (const signal of ["SIGINT", "SIGINT"] as const) process.emit(signal, signal);
    assert.deepEqual([heard, cancelled], [["SIGINT"], []]);
    process.emit("SIGTERM", "SIGTERM");
    assert.deepEqual(cancelled, ["SIGTERM"]);
  });
});
