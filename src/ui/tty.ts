import { ConvertProgress } from "./convert-progress.ts";
import { landmark } from "./landmark.ts";
import { LiveBlock } from "./live-block.ts";
import { PullProgress } from "./pull-progress.ts";
import { PushProgress } from "./push-progress.ts";
import type { DrawingTerminal, Renderer, Write } from "./renderer.ts";

/** Twenty frames a second: more is only seen by the processor. */
const frameMs = 50;

/** Landmarks as lines that stay, and below them a bar for each layer that is being pulled, pushed or converted. */
export function ttyRenderer(write: Write, terminal: DrawingTerminal): Renderer {
  const pulls = new PullProgress();
  const pushes = new PushProgress();
  const conversions = new ConvertProgress();
  const block = new LiveBlock(write, terminal);
  let lastFrameMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const draw = (above = "") => {
    clearTimeout(timer);
    timer = undefined;
    lastFrameMs = performance.now();
    const size = terminal.size();
    block.draw([...pulls.lines(size), ...pushes.lines(size), ...conversions.lines(size)], above);
  };
  const drawSoon = () => {
    const waitMs = lastFrameMs + frameMs - performance.now();
    if (waitMs <= 0) draw();
    else timer ??= setTimeout(draw, waitMs).unref();
  };
  const stopWatching = terminal.onResize(() => draw());

  return {
    render(event) {
      const moved = pulls.take(event) || pushes.take(event) || conversions.take(event);
      // A bar says it already.
      const isShown = event.type === "layer.unpacked" || event.type === "layer.pushed";
      const line = isShown ? undefined : landmark(event);
      if (line !== undefined) draw(`${line}\n`);
      else if (moved) drawSoon();
    },
    close() {
      stopWatching();
      draw();
    },
  };
}
