import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BuildEvent } from "../../../../src/build-event.ts";
import { PlainBuild } from "../../../../src/ui/build/plain-build.ts";
import { assertGolden } from "../../../support/golden.ts";
import { recordedEvents } from "../../../support/status-stream.ts";

const recorded = ["multi-stage", "cached", "failing-run", "missing-file", "parse-error", "pull", "warning", "linked"];
const step = (number: number, name = `step ${number}`) => ({ build: "b", step: number, name });
const started = (number: number): BuildEvent => ({ type: "build.step.started", digest: "", ...step(number) });
const done = (number: number): BuildEvent => ({ type: "build.step.done", elapsedMs: 1000, ...step(number) });
const log = (number: number, line: string): BuildEvent => {
  return { type: "build.step.log", stream: "stdout", line, elapsedMs: 12_345, ...step(number) };
};

function plain(events: readonly BuildEvent[], everyMs = 0): string[] {
  const build = new PlainBuild();
  const text = events.map((event, index) => build.take(event, index * everyMs)).join("") + build.flush();
  return text.split("\n").slice(0, -1);
}

describe("the lines of a build", () => {
  for (const name of recorded) {
    it(`are as the golden says for the recorded build "${name}"`, async () => {
      await assertGolden(`build/plain/${name}`, plain(recordedEvents(name)));
    });
  }

  it("keep together what each of several steps says", () => {
    const events = [started(1), started(2), log(1, "a"), log(2, "b"), log(1, "c"), done(1), log(2, "d"), done(2)];
    assert.deepEqual(plain(events), [
      ...["#1 step 1", "#1 12.35 a", "#1 12.35 c", "#1 DONE 1.0s", ""],
      ...["#2 step 2", "#2 12.35 b", "#2 12.35 d", "#2 DONE 1.0s"],
    ]);
  });

  it("turn to another step where the one before says nothing for long", () => {
    assert.deepEqual(plain([started(1), started(2), log(2, "a"), log(2, "b")], 2_000), [
      ...["#1 step 1", "#1 ...", "", "#2 step 2", "#2 12.35 a", "#2 12.35 b"],
    ]);
  });

  it("say once that a step is done which goes on at once", () => {
    assert.deepEqual(plain([started(1), done(1), started(1), log(1, "a"), done(1)]), [
      ...["#1 step 1", "#1 12.35 a", "#1 DONE 1.0s"],
    ]);
  });

  it("leave out what would move a terminal's cursor", () => {
    assert.deepEqual(plain([started(1), log(1, "10%\r50%\r\x1b[2K100%")]), ["#1 step 1", "#1 12.35 100%"]);
  });
});
