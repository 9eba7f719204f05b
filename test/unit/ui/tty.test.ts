import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { NerdEvent } from "../../../src/events.ts";
import { type Renderer, renderers } from "../../../src/ui/renderer.ts";
import { ttyRenderer } from "../../../src/ui/tty.ts";
import { Screen } from "../../support/screen.ts";

const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const progress = (letter: string, doneBytes: number, totalBytes = 45_600_000): NerdEvent => ({
  type: "layer.progress",
  image: "nginx",
  digest: digestOf(letter),
  doneBytes,
  totalBytes,
});
const unpacking = (letter: string): NerdEvent => ({
  type: "layer.unpacking",
  image: "nginx",
  digest: digestOf(letter),
});
const unpacked = (letter: string): NerdEvent => ({ type: "layer.unpacked", image: "nginx", digest: digestOf(letter) });
const pulled: NerdEvent = { type: "image.pulled", image: "nginx", elapsedMs: 1240 };

/** A renderer on a screen, with time standing still until `tick` moves it to the next frame. */
function drawing(t: TestContext, columns: number, rows?: number) {
  let nowMs = 0;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => nowMs);
  const screen = new Screen(columns, rows);
  const renderer = ttyRenderer(screen.write, screen);
  const tick = (ms = 50) => {
    nowMs += ms;
    t.mock.timers.tick(ms);
  };
  return { screen, renderer, tick };
}

/** Renders each event in a frame of its own, as on a slow line. */
function play(renderer: Renderer, tick: () => void, events: readonly NerdEvent[]): void {
  for (const event of events) {
    renderer.render(event);
    tick();
  }
}

describe("a pull in a terminal", () => {
  test("shows a bar a layer, which moves in place", (t) => {
    const { screen, renderer, tick } = drawing(t, 80);
    play(renderer, tick, [progress("a", 0), progress("b", 22_800_000), progress("a", 11_400_000)]);
    assert.equal(
      screen.text(),
      [
        "aaaaaaaaaaaa: Downloading [=======>                           ] 11.4MB/45.6MB",
        "bbbbbbbbbbbb: Downloading [================>                  ] 22.8MB/45.6MB",
        "",
      ].join("\n"),
    );
  });

  test("leaves no frame in the history of a terminal, also from its first line on", (t) => {
    const { screen, renderer, tick } = drawing(t, 80);
    play(renderer, tick, [progress("a", 0), progress("b", 22_800_000), unpacked("b"), unpacked("a"), pulled]);
    assert.equal(screen.text(), "nginx pulled in 1.2 s\n");
    assert.equal(screen.wholeClears, 0);
  });

  test("has a line for each layer from the beginning, goes on to extracting, and ends in one line", (t) => {
    const { screen, renderer, tick } = drawing(t, 80);
    play(renderer, tick, [progress("a", 45_600_000), progress("b", 45_600_000), progress("c", 0), unpacking("a")]);
    assert.equal(screen.text(), "aaaaaaaaaaaa: Extracting\nbbbbbbbbbbbb: Download complete\ncccccccccccc: Waiting\n");
    play(renderer, tick, [unpacked("b")]);
    assert.match(screen.text(), /^bbbbbbbbbbbb: Pull complete$/m);
    play(renderer, tick, [unpacked("a"), pulled]);
    assert.equal(screen.text(), "nginx pulled in 1.2 s\n");
  });

  test("is drawn twenty times a second at most, and the last state always", (t) => {
    const { screen, renderer, tick } = drawing(t, 80);
    for (let i = 1; i <= 1000; i++) {
      renderer.render(progress("a", i * 1000));
      tick(1);
    }
    tick();
    assert.ok(screen.writes <= 21, `${screen.writes} writes`);
    assert.match(screen.text(), /1MB\/45\.6MB\n$/);
  });

  test("writes nothing where nothing that is shown has changed", (t) => {
    const { screen, renderer, tick } = drawing(t, 80);
    play(renderer, tick, [progress("a", 1000), progress("a", 1000), progress("a", 1000)]);
    assert.equal(screen.writes, 1);
  });

  test("leaves bars out where they have no room, and cuts lines that have none", (t) => {
    const narrow = drawing(t, 40);
    play(narrow.renderer, narrow.tick, [progress("a", 11_400_000)]);
    assert.equal(narrow.screen.text(), "aaaaaaaaaaaa: 11.4MB/45.6MB\n");
    narrow.screen.resize(12);
    assert.equal(narrow.screen.text(), "aaaaaaaaaa…\n");
  });

  test("survives a change of width in both directions", (t) => {
    const { screen, renderer, tick } = drawing(t, 80);
    play(renderer, tick, [progress("a", 11_400_000), progress("b", 22_800_000)]);
    for (const columns of [50, 17, 120, 80]) screen.resize(columns);
    play(renderer, tick, [progress("a", 22_800_000)]);
    assert.deepEqual(
      screen
        .text()
        .split("\n")
        .map((line) => line.slice(0, 12)),
      ["aaaaaaaaaaaa", "bbbbbbbbbbbb", ""],
    );
  });

  test("shows on a low screen what still moves, and counts the rest", (t) => {
    const { screen, renderer, tick } = drawing(t, 40, 4);
    play(
      renderer,
      tick,
      [..."abcdef"].map((letter) => progress(letter, 1000)),
    );
    play(renderer, tick, [progress("a", 45_600_000), unpacked("a")]);
    assert.equal(screen.text(), "bbbbbbbbbbbb: 1kB/45.6MB\ncccccccccccc: 1kB/45.6MB\n4 more layers, 1 complete\n");
  });

  test("knows no size where the registry gives none", (t) => {
    const { screen, renderer, tick } = drawing(t, 60);
    play(renderer, tick, [progress("a", 5_000_000, 0)]);
    assert.equal(screen.text(), "aaaaaaaaaaaa: Downloading [               ] 5MB/?\n");
  });

  test("lets other lines pass above the bars", (t) => {
    const { screen, renderer, tick } = drawing(t, 40);
    play(renderer, tick, [progress("a", 1000), { type: "warning", code: "X", message: "no space soon" }]);
    assert.equal(screen.text(), "warning: no space soon\naaaaaaaaaaaa: 1kB/45.6MB\n");
  });

  test("that is cut short leaves its last state, and the cursor on a clean line", (t) => {
    const { screen, renderer, tick } = drawing(t, 40);
    play(renderer, tick, [progress("a", 1000)]);
    renderer.render(progress("a", 2000));
    renderer.close();
    screen.write("nerdsh: the operation was cancelled\n");
    tick(1000);
    assert.equal(screen.text(), "aaaaaaaaaaaa: 2kB/45.6MB\nnerdsh: the operation was cancelled\n");
    assert.equal(screen.watched, false);
  });
});

test("where there is no terminal, the same renderer writes plain lines", async () => {
  let output = "";
  const renderer = await renderers.tty((text) => (output += text));
  for (const event of [progress("a", 1000), unpacked("a"), pulled]) renderer.render(event);
  renderer.close();
  assert.equal(output, "nginx: layer aaaaaaaaaaaa unpacked\nnginx pulled in 1.2 s\n");
});

describe("a push in a terminal", () => {
  const sent = (letter: string, doneBytes: number): NerdEvent => ({
    ...{ type: "layer.sent", image: "app", digest: digestOf(letter), doneBytes, totalBytes: 45_600_000 },
  });
  const layerPushed = (letter: string, how: "present" | "mounted" | "uploaded"): NerdEvent => ({
    ...{
      type: "layer.pushed",
      image: "app",
      digest: digestOf(letter),
      how,
      ...(how === "mounted" && { from: "base" }),
    },
  });

  test("shows a bar a layer, and Docker's words for how each came there", (t) => {
    const { screen, renderer, tick } = drawing(t, 80);
    play(renderer, tick, [sent("a", 22_800_000), layerPushed("b", "mounted"), layerPushed("c", "present")]);
    const words = "bbbbbbbbbbbb: Mounted from base\ncccccccccccc: Layer already exists\n";
    assert.equal(
      screen.text(),
      `aaaaaaaaaaaa: Pushing [==================>                    ] 22.8MB/45.6MB\n${words}`,
    );
    play(renderer, tick, [sent("a", 45_600_000)]);
    assert.equal(screen.text(), `aaaaaaaaaaaa: Finishing\n${words}`);
    const digest = digestOf("d");
    play(renderer, tick, [
      layerPushed("a", "uploaded"),
      { type: "image.pushed", image: "app", digest, elapsedMs: 1240 },
    ]);
    assert.equal(screen.text(), "app pushed in 1.2 s\n");
  });
});
