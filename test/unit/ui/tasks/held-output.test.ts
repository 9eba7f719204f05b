import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type HeldItem, HeldOutput, type TaskBlock } from "../../../../src/ui/tasks/held-output.ts";

function held() {
  const blocks: string[] = [];
  const text = (items: readonly HeldItem[]): string =>
    items.map((item) => ("line" in item ? item.line : `${item.name}(${text(item.items)})`)).join(" ");
  const show = ({ task, items, finished, isRest }: TaskBlock) => {
    blocks.push(`${task}${isRest ? " rest" : ""}${finished ? "" : " goes on"}: ${text(items)}`);
  };
  const output = new HeldOutput({ now: () => 0, show });
  const line = (task: string, text: string, step?: number) =>
    output.take({ type: "task.output", task, stream: "stdout", line: text, ...(step !== undefined && { step }) });
  const finish = (task: string) => output.take({ type: "task.finished", task, outcome: "done", elapsedMs: 1 });
  return { blocks, output, line, finish };
}

describe("held output", () => {
  test("comes when its task ends, whole, with each line in its step", () => {
    const { blocks, output, line, finish } = held();
    line("a", "1");
    line("b", "2");
    output.take({ type: "step.started", task: "a", step: 1, name: "x" });
    output.take({ type: "step.started", task: "a", step: 2, name: "y" });
    line("a", "3", 1);
    line("a", "4", 2);
    line("a", "5", 1);
    finish("b");
    finish("a");
    assert.deepEqual(blocks, ["b: 2", "a: 1 x(3 5) y(4)"]);
  });

  test("of a task that goes on for long comes in parts, in the steps that are open", (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const { blocks, output, line, finish } = held();
    output.take({ type: "step.started", task: "a", step: 1, name: "outer" });
    output.take({ type: "step.started", task: "a", step: 2, parent: 1, name: "inner" });
    line("a", "1", 2);
    t.mock.timers.tick(20_000);
    assert.deepEqual(blocks, ["a goes on: outer(inner(1))"]);
    line("a", "2", 2);
    output.take({ type: "step.finished", task: "a", step: 2, name: "inner", failed: false, elapsedMs: 1 });
    line("a", "3", 1);
    finish("a");
    assert.deepEqual(blocks.slice(1), ["a rest: outer(inner(2) 3)"]);
  });

  test("is shown in the end of a run that was stopped", () => {
    const { blocks, output, line } = held();
    line("a", "1");
    output.close();
    assert.deepEqual(blocks, ["a goes on: 1"]);
  });
});
