import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ansiSpans } from "../../../../../src/ui/tasks/html/ansi-spans.ts";
import { criticalPath } from "../../../../../src/ui/tasks/html/critical-path.ts";
import { scriptJson } from "../../../../../src/ui/tasks/html/escape.ts";
import { type GraphNode, graphLayout } from "../../../../../src/ui/tasks/html/graph-layout.ts";
import { ticks } from "../../../../../src/ui/tasks/html/timeline.ts";
import { RunRecord } from "../../../../../src/ui/tasks/run-record.ts";

describe("colours of a line", () => {
  test("are spans of the sixteen by class, and of all others by value", () => {
    assert.deepEqual(ansiSpans("a\x1b[1;31mb\x1b[22;44mc\x1b[38;5;208;49md\x1b[48;2;1;2;300me\x1b[mf"), [
      ["a", "", ""],
      ["b", "b f1", ""],
      ["c", "f1 k4", ""],
      ["d", "", "color:rgb(255,135,0)"],
      ["e", "", "color:rgb(255,135,0);background:rgb(1,2,255)"],
      ["f", "", ""],
    ]);
    assert.deepEqual(ansiSpans("\x1b[91;100mx\x1b[38;5;9my\x1b[38;5;240mz"), [
      ["x", "f9 k8", ""],
      ["y", "f9 k8", ""],
      ["z", "k8", "color:rgb(88,88,88)"],
    ]);
    assert.equal(ansiSpans("plain"), undefined);
  });

  test("have nothing else in them, whatever the codes are", () => {
    const part = fc.oneof(fc.string(), fc.stringMatching(/^\x1b\[[\d;:]{0,20}m$/));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        for (const [, classes, style] of ansiSpans(parts.join("")) ?? []) {
          assert.match(classes, /^([bdiurs]|[fk]\d{1,2})?( ([bdiurs]|[fk]\d{1,2}))*$/);
          assert.match(style, /^((color|background):rgb\(\d{1,3},\d{1,3},\d{1,3}\);?)*$/);
        }
      }),
    );
  });
});

describe("JSON in a script", () => {
  test("ends it in no way, and is read as it was written", () => {
    const value = { text: "</script><!--<script>\u2028\u2029&" };
    const text = scriptJson(value);
    assert.doesNotMatch(text, /[<\u2028\u2029]/);
    assert.deepEqual(JSON.parse(text), value);
  });
});

describe("the critical path", () => {
  test("is what ended last, and of what it needed always what ended last", () => {
    let nowMs = 0;
    const record = new RunRecord(() => nowMs);
    const tasks = [
      { id: "slow", deps: [] },
      { id: "quick", deps: [] },
      { id: "both", deps: ["quick", "slow"] },
      { id: "never", deps: ["both"] },
    ];
    record.take({ type: "tasks.planned", tasks });
    for (const [id, startMs, endMs] of [
      ["quick", 0, 5],
      ["slow", 0, 9],
      ["both", 9, 12],
    ] as const) {
      nowMs = startMs;
      record.take({ type: "task.started", task: id });
      nowMs = endMs;
      record.take({ type: "task.finished", task: id, outcome: "done", elapsedMs: endMs - startMs });
    }
    record.take({ type: "task.finished", task: "never", outcome: "skipped", elapsedMs: 0 });
    assert.deepEqual(criticalPath(record.tasks), ["slow", "both"]);
  });
});

describe("the graph's layout", () => {
  const graphs = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { maxLength: 30 }).map((deps) =>
    deps.map(
      (some, index): GraphNode => ({
        id: `${index}`,
        deps: [...new Set(some.filter((dep) => dep < index).map(String))],
      }),
    ),
  );

  test("has each task once, right of all it needs, and each place once", () => {
    fc.assert(
      fc.property(graphs, fc.boolean(), (graph, reversed) => {
        const placed = graphLayout(reversed ? graph.toReversed() : graph);
        const layers = new Map(placed.map(({ id, layer }) => [id, layer]));
        assert.equal(layers.size, graph.length);
        assert.equal(new Set(placed.map(({ layer, index }) => `${layer} ${index}`)).size, graph.length);
        for (const { id, deps } of graph) for (const dep of deps) assert.ok(layers.get(dep)! < layers.get(id)!);
      }),
    );
  });

  test("does not cross what need not cross", () => {
    const graph = [
      ...[1, 2, 3].map((n) => ({ id: `a${n}`, deps: [] })),
      ...[3, 1, 2].map((n) => ({ id: `b${n}`, deps: [`a${n}`] })),
    ];
    const rows = new Map(graphLayout(graph).map(({ id, index }) => [id, index]));
    for (const n of [1, 2, 3]) assert.equal(rows.get(`b${n}`), rows.get(`a${n}`));
  });
});

describe("the timeline's ticks", () => {
  test("are round times, a few of them, from milliseconds to hours", () => {
    for (const lengthMs of [1, 7, 240, 1707, 59_000, 61_000, 754_000, 3_600_000, 30_000_000]) {
      const found = ticks(lengthMs);
      assert.ok(found.length >= 2 && found.length <= 9, `${lengthMs}: ${found}`);
      assert.ok(found.at(-1)! <= lengthMs);
    }
    assert.deepEqual(ticks(1707), [0, 500, 1000, 1500]);
  });
});
