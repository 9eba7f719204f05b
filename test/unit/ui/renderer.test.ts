import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { unknownName } from "../../../src/errors.ts";
import type { NerdEvent } from "../../../src/events.ts";
import { renderers } from "../../../src/ui/renderer.ts";

const story: NerdEvent[] = [
  { type: "layer.progress", image: "nginx", digest: "sha256:1f", doneBytes: 512, totalBytes: 1024 },
  { type: "image.pulled", image: "nginx", elapsedMs: 1240 },
  { type: "container.started", id: "4a5c", name: "web", pid: 42 },
  { type: "output.line", source: "web", stream: "stdout", line: "ready" },
  { type: "operation.failed", error: unknownName("UNKNOWN_CONTAINER", "wbe", ["web", "db"]) },
];

async function rendered(name: keyof typeof renderers): Promise<string> {
  let output = "";
  const renderer = await renderers[name]((text) => (output += text));
  for (const event of story) renderer.render(event);
  renderer.close();
  return output;
}

describe("the same events", () => {
  test("read as landmarks in plain", async () => {
    assert.equal(
      await rendered("plain"),
      [
        "nginx pulled in 1.2 s",
        "web started",
        "web | ready",
        "error: no such container: wbe (did you mean web?)",
        "",
      ].join("\n"),
    );
  });

  test("keep every field in json, one object a line", async () => {
    const lines = (await rendered("json"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(lines.slice(0, 4), story.slice(0, 4));
    assert.deepEqual(lines[4], {
      type: "operation.failed",
      error: {
        code: "UNKNOWN_CONTAINER",
        message: "no such container: wbe",
        hint: "did you mean web?",
        suggestions: ["web"],
        exitCode: 1,
      },
    });
  });
});
