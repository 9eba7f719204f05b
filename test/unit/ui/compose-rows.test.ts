import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ComposeState } from "../../../src/events.ts";
import { noColors } from "../../../src/ui/colors.ts";
import { ComposeRows } from "../../../src/ui/compose/compose-rows.ts";
import { composeLine } from "../../../src/ui/compose/progress-text.ts";

const event = (name: string, state: ComposeState, detail?: string) =>
  ({ type: "compose.progress", project: "shop", part: "container", name, state, ...(detail && { detail }) }) as const;
const screen = { rows: 24 };

describe("a project's progress in a terminal", () => {
  it("is a row for each part, with its state and how long that took", () => {
    const rows = new ComposeRows(noColors);
    rows.take(event("shop-db-1", "starting"), 0);
    rows.take(event("shop-web-1", "creating"), 1000);
    rows.take(event("shop-db-1", "started"), 1500);
    assert.ok(rows.isRunning);
    assert.deepEqual(rows.lines(screen, 2000), [
      "[+] Running 1/2",
      " ✔ Container shop-db-1   Started    1.5s",
      " ⠋ Container shop-web-1  Creating   1.0s",
    ]);
  });

  it("shows what is under way first, where the screen is too small", () => {
    const rows = new ComposeRows(noColors);
    for (let i = 0; i < 9; i++) rows.take(event(`a-${i}`, i === 0 ? "waiting" : "started"), 0);
    const lines = rows.lines({ rows: 6 }, 0);
    assert.equal(lines.length, 4);
    assert.ok(lines.some((line) => line.includes("Waiting")));
  });

  it("is printed once for good when it is settled, and begins anew", () => {
    const rows = new ComposeRows(noColors);
    rows.take(event("a", "failed", "no such image"), 0);
    assert.equal(rows.settled(0), "[+] Running 1/1\n ✘ Container a  Failed     0.0s\n");
    assert.deepEqual(rows.lines(screen, 0), []);
    assert.equal(rows.settled(0), "");
  });
});

describe("a project's progress in a log", () => {
  it("is a line for each step", () => {
    assert.equal(composeLine(event("shop-db-1", "exited", "with code 3")), " Container shop-db-1  Exited with code 3");
  });
});
