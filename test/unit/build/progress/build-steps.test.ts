import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BuildSteps } from "../../../../src/build/progress/build-steps.ts";
import { statusJson } from "../../../../src/build/progress/status-json.ts";
import type { BuildEvent } from "../../../../src/build-event.ts";
import { recordedStatus, statusResponse } from "../../../support/status-stream.ts";

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000).toISOString();
const log = (vertex: string, text: string | Uint8Array, seconds = 1, stream = 1) => {
  return { vertex, stream, data: Buffer.from(text).toString("base64"), timestamp: at(seconds) };
};

function eventsOf(messages: readonly object[], steps = new BuildSteps("b")): BuildEvent[] {
  return messages.flatMap((message) => steps.take(statusResponse(message)));
}

/** Events in a word each. */
function words(events: readonly BuildEvent[]): string[] {
  return events.map((event) => {
    const what = event.type.replace(/^build\.(step\.)?/, "");
    if (event.type === "build.planned") return `${what} ${event.steps}`;
    if (!("step" in event)) return what;
    const rest =
      "line" in event && event.type === "build.step.log" ? event.line : "elapsedMs" in event ? event.elapsedMs : "";
    return `#${event.step} ${what} ${rest}`.trim();
  });
}

describe("the steps of a build", () => {
  it("are numbered as they start, not as they become known", () => {
    const events = eventsOf([
      { vertexes: [{ digest: "a" }, { digest: "b" }] },
      { vertexes: [{ digest: "b", started: at(0) }] },
      { vertexes: [{ digest: "a", started: at(1) }] },
    ]);
    assert.deepEqual(words(events), ["planned 2", "#1 started", "#2 started"]);
  });

  it("add up the times at which they worked", () => {
    const events = eventsOf([
      { vertexes: [{ digest: "a", started: at(0), completed: at(1) }] },
      { vertexes: [{ digest: "a", started: at(5) }] },
      { vertexes: [{ digest: "a", started: at(5), completed: at(7) }] },
    ]);
    assert.deepEqual(words(events), ["planned 1", "#1 started", "#1 done 1000", "#1 started", "#1 done 3000"]);
  });

  it("are said to be done once, however often that is told", () => {
    const vertex = { digest: "a", started: at(0), completed: at(1) };
    assert.deepEqual(words(eventsOf([{ vertexes: [vertex] }, { vertexes: [vertex] }])), [
      ...["planned 1", "#1 started", "#1 done 1000"],
    ]);
  });

  it("that are one group are one step, hidden while only weak ones of it run", () => {
    const weak = { id: "g", name: "COPY --link", weak: true };
    const strong = { id: "g", name: "COPY --link" };
    const events = eventsOf([
      { vertexes: [{ digest: "a", progressGroup: weak, started: at(0) }] },
      { vertexes: [{ digest: "b", progressGroup: strong, started: at(1) }] },
      { vertexes: [{ digest: "a", progressGroup: weak, started: at(0), completed: at(2) }] },
      { vertexes: [{ digest: "b", progressGroup: strong, started: at(1), completed: at(3) }] },
    ]);
    assert.deepEqual(words(events), ["planned 1", "#1 started", "#1 done 3000"]);
  });

  it("that two builds share are one step, others carry whose they are", () => {
    const steps = new BuildSteps("bake");
    const take = (digest: string, target: string) =>
      steps.take(statusResponse({ vertexes: [{ digest, name: "[1/2] FROM alpine", started: at(0) }] }), target);
    const events = [...take("a", "web"), ...take("a", "api"), ...take("b", "api")];
    assert.deepEqual(
      events.flatMap((event) => (event.type === "build.step.started" ? [event.name] : [])),
      ["[web 1/2] FROM alpine", "[api 1/2] FROM alpine"],
    );
  });

  it("have whole lines, whatever the chunks they come in, and characters cut in two", () => {
    const bytes = Buffer.from("größer\r\nende");
    const events = eventsOf([
      { vertexes: [{ digest: "a", started: at(0) }] },
      { logs: [log("a", bytes.subarray(0, 3)), log("a", "other\n", 1, 2), log("a", bytes.subarray(3))] },
      { vertexes: [{ digest: "a", started: at(0), completed: at(2) }] },
    ]);
    assert.deepEqual(words(events), [
      ...["planned 1", "#1 started", "#1 log other", "#1 log größer", "#1 log ende", "#1 done 2000"],
    ]);
  });

  it("that fail are told from those that are given up for it", () => {
    const events = eventsOf([
      {
        vertexes: [
          { digest: "a", started: at(0) },
          { digest: "b", started: at(0) },
        ],
      },
      {
        vertexes: [
          { digest: "a", started: at(0), completed: at(1), error: "exit code: 1" },
          { digest: "b", started: at(0), completed: at(1), error: "process: context canceled" },
        ],
      },
    ]);
    const failed = events.flatMap((event) =>
      event.type === "build.step.failed" ? [[event.step, event.isCancelled]] : [],
    );
    assert.deepEqual(failed, [
      [1, false],
      [2, true],
    ]);
  });

  it("that still run when the build ends are given up", () => {
    const steps = new BuildSteps("b");
    eventsOf([{ vertexes: [{ digest: "a", started: at(0) }], logs: [log("a", "half")] }], steps);
    assert.deepEqual(words(steps.end(Date.parse(at(4)))), ["#1 log half", "#1 failed 4000"]);
    assert.deepEqual(steps.end(Date.parse(at(5))), []);
  });

  it("keep the last ten lines of the one that failed", () => {
    const steps = new BuildSteps("b");
    const lines = Array.from({ length: 12 }, (_, index) => `line ${index}\n`);
    eventsOf(
      [
        { vertexes: [{ digest: "a", name: "RUN make", started: at(0) }], logs: [log("a", lines.join(""))] },
        { vertexes: [{ digest: "a", started: at(0), completed: at(2), error: "exit code: 2" }] },
      ],
      steps,
    );
    const lastLines = lines.slice(2).map((line) => `1.000 ${line.trimEnd()}`);
    assert.deepEqual(steps.failed(undefined), steps.failed("a"));
    assert.deepEqual([steps.failed("a")?.name, steps.failed("a")?.lastLines], ["RUN make", lastLines]);
  });
});

describe("a message of BuildKit as JSON", () => {
  it("has the form that it was recorded in", () => {
    const messages = recordedStatus("warning");
    assert.deepEqual(
      messages.map((message) => statusResponse(JSON.parse(JSON.stringify(statusJson(message))))),
      messages,
    );
  });
});
