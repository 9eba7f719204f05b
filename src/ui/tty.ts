import { type BuildEvent, isBuildEvent } from "../build-event.ts";
import { BuildTree } from "./build/build-tree.ts";
import { type Colors, noColors } from "./colors.ts";
import { ComposeRows } from "./compose/compose-rows.ts";
import { type ComposeEvent, composeLine } from "./compose/progress-text.ts";
import { ConvertProgress } from "./convert-progress.ts";
import { landmark } from "./landmark.ts";
import { LiveBlock } from "./live-block.ts";
import { PullProgress } from "./pull-progress.ts";
import { PushProgress } from "./push-progress.ts";
import type { DrawingTerminal, Renderer, Write } from "./renderer.ts";

/** Twenty frames a second: more is only seen by the processor. */
const frameMs = 50;

/** How often the times of running steps are drawn anew. */
const tickMs = 100;

/** Landmarks as lines that stay, and below them a bar for each layer that is being pulled, pushed or converted, and the steps of builds. */
export function ttyRenderer(write: Write, terminal: DrawingTerminal, colors: Colors = noColors): Renderer {
  const builds = new BuildTree(colors);
  const projects = new ComposeRows(colors);
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
    const bars = [...pulls.lines(size), ...pushes.lines(size), ...conversions.lines(size)];
    block.draw([...projects.lines(size, Date.now()), ...bars, ...builds.lines(size)], above);
  };
  const drawSoon = () => {
    const waitMs = lastFrameMs + frameMs - performance.now();
    if (waitMs <= 0) draw();
    else timer ??= setTimeout(() => draw(), waitMs).unref();
  };
  let ticking: NodeJS.Timeout | undefined;
  const drawBuild = (event: BuildEvent) => {
    if (event.type === "build.finished") draw(builds.finished(event, terminal.size().columns));
    else builds.take(event);
    if (builds.isRunning) drawSoon();
    tick();
  };
  const drawProject = (event: ComposeEvent) => {
    if (event.type === "compose.settled") draw(projects.settled(Date.now()));
    else if (event.isLine) draw(`${composeLine(event)}\n`);
    else {
      projects.take(event, Date.now());
      drawSoon();
    }
    tick();
  };
  const tick = () => {
    clearInterval(ticking);
    ticking = builds.isRunning || projects.isRunning ? setInterval(() => draw(), tickMs).unref() : undefined;
  };
  const stopWatching = terminal.onResize(() => draw());

  return {
    render(event) {
      if (isBuildEvent(event)) return drawBuild(event);
      if (event.type === "compose.progress" || event.type === "compose.settled") return drawProject(event);
      const moved = pulls.take(event) || pushes.take(event) || conversions.take(event);
      // A bar says it already.
      const isShown = event.type === "layer.unpacked" || event.type === "layer.pushed";
      const line = isShown ? undefined : landmark(event);
      if (line !== undefined) draw(`${line}\n`);
      else if (moved) drawSoon();
    },
    close() {
      stopWatching();
      clearInterval(ticking);
      draw(projects.settled(Date.now()));
    },
  };
}
