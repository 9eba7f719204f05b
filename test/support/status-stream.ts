import { readFileSync } from "node:fs";
import { BuildSteps } from "../../src/build/progress/build-steps.ts";
import type { BuildEvent } from "../../src/build-event.ts";
import type { StatusResponse } from "../../src/buildkit/protocol.ts";

/** What BuildKit told of a real build: its messages in the form of `--progress rawjson`. */
export function recordedStatus(name: string): readonly StatusResponse[] {
  const text = readFileSync(new URL(`../fixtures/buildkit/status/${name}.jsonl`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => statusResponse(JSON.parse(line)));
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of a known form.
type Json = any;

/** A message from its JSON form, in which what is empty may be left out. */
export function statusResponse({ vertexes = [], statuses = [], logs = [], warnings = [] }: Json): StatusResponse {
  return {
    vertexes: vertexes.map((vertex: Json) => ({ inputs: [], name: "", cached: false, error: "", ...vertex })),
    statuses: statuses.map((part: Json) => ({ name: "", total: 0, current: 0, ...part })),
    logs: logs.map(({ data, ...log }: Json) => ({ ...log, msg: Buffer.from(data, "base64") })),
    warnings: warnings.map(({ short, detail = [], url = "", sourceInfo, range = [], ...warning }: Json) => ({
      ...warning,
      short: Buffer.from(short, "base64"),
      detail: detail.map((each: string) => Buffer.from(each, "base64")),
      url,
      ranges: range,
      ...(sourceInfo && { info: { language: "", ...sourceInfo, data: Buffer.from(sourceInfo.data, "base64") } }),
    })),
  };
}

/** The events of a recorded build. */
export function recordedEvents(name: string, error?: unknown): BuildEvent[] {
  const steps = new BuildSteps("build");
  const outcome = error === undefined ? "done" : "failed";
  return [
    ...recordedStatus(name).flatMap((status) => steps.take(status)),
    { type: "build.finished", build: "build", outcome, elapsedMs: 1234 },
  ];
}
