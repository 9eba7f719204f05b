import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { BuildEvent } from "../../../../src/build-event.ts";
import { BuildTree } from "../../../../src/ui/build/build-tree.ts";
import { textWidth } from "../../../../src/ui/text-width.ts";
import { ttyRenderer } from "../../../../src/ui/tty.ts";
import { assertGolden } from "../../../support/golden.ts";
import { Screen } from "../../../support/screen.ts";
import { recordedEvents } from "../../../support/status-stream.ts";

const eventMs = 100;

/** A renderer on a screen, where each event takes as long as the next. */
function drawing(t: TestContext, columns: number, rows?: number) {
  let nowMs = 0;
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  t.mock.method(performance, "now", () => nowMs);
  const screen = new Screen(columns, rows);
  const renderer = ttyRenderer(screen.write, screen);
  const tick = (ms: number) => {
    nowMs += ms;
    t.mock.timers.tick(ms);
  };
  const play = (events: readonly BuildEvent[]) => {
    for (const event of events) {
      renderer.render(event);
      tick(eventMs);
    }
  };
  return { screen, renderer, play, tick };
}

describe("a build in a terminal", () => {
  for (const columns of [40, 80, 200]) {
    it(`shows each step while it runs, and stays when it is done, in ${columns} columns`, async (t) => {
      const { screen, renderer, play } = drawing(t, columns);
      const events = recordedEvents("multi-stage");
      const middle = events.findIndex((event) => event.type === "build.step.log" && event.line.endsWith("part 3"));
      play(events.slice(0, middle + 1));
      const during = screen.text();
      play(events.slice(middle + 1));
      renderer.close();
      const widest = Math.max(...[during, screen.text()].flatMap((text) => text.split("\n").map(textWidth)));
      assert.ok(widest < columns, `a line has ${widest} columns`);
      await assertGolden(`build/tty/multi-stage-${columns}`, {
        during: during.split("\n"),
        after: screen.text().split("\n"),
      });
      assert.ok(!screen.watched);
    });
  }

  it("shows which step failed", async (t) => {
    const { screen, play } = drawing(t, 80);
    play(recordedEvents("failing-run", new Error("failed")));
    await assertGolden("build/tty/failing-run", screen.text().split("\n"));
  });

  it("never takes more lines than the terminal has", () => {
    const events = ["multi-stage", "pull", "linked"].flatMap((name) =>
      recordedEvents(name).map((event) => ({ ...event, build: name }) as BuildEvent),
    );
    for (const rows of [1, 2, 3, 5, 8, 13, 24]) {
      const tree = new BuildTree();
      for (const [index, event] of events.entries()) {
        if (event.type === "build.finished") continue;
        tree.take(event, index);
        const lines = tree.lines({ columns: 30, rows }, index);
        assert.ok(lines.length <= Math.max(1, rows - 1), `${lines.length} lines on ${rows} rows`);
      }
    }
  });

  it("lets the time of a running step go on while it says nothing", (t) => {
    const { screen, play, tick } = drawing(t, 40);
    play([{ type: "build.step.started", build: "b", step: 1, name: "[1/1] RUN sleep 9", digest: "" }]);
    tick(3_000);
    assert.equal(screen.text(), "[+] Building 3.1s (0/1)\n => [1/1] RUN sleep 9              3.1s\n");
  });
});
