import { isBuildEvent } from "../build-event.ts";
import type { NerdEvent } from "../events.ts";
import { composeLine } from "./compose/progress-text.ts";
import { pushOutcome } from "./push-progress.ts";
import { shortDigest } from "./short-digest.ts";

/** The one line that says an event to people; nothing for those that only move a bar. */
export function landmark(event: NerdEvent): string | undefined {
  if (isBuildEvent(event)) return undefined; // Steps take more than a line: see build/.
  switch (event.type) {
    case "layer.progress":
    case "layer.unpacking":
    case "layer.sent":
    case "layer.converting":
    case "image.resolved":
    case "compose.settled":
      return undefined;
    case "layer.unpacked":
      return `${event.image}: layer ${shortDigest(event.digest)} unpacked`;
    case "image.pulled":
      return `${event.image} pulled in ${seconds(event.elapsedMs)}`;
    case "layer.pushed":
      return `${event.image}: layer ${shortDigest(event.digest)} ${pushOutcome(event)}`;
    case "image.pushed":
      return `${event.image} pushed in ${seconds(event.elapsedMs)}`;
    case "image.converted":
      return `${event.image} converted in ${seconds(event.elapsedMs)}`;
    case "engine.starting":
      return `starting containerd at ${event.address}`;
    case "engine.started":
      return `containerd started in ${seconds(event.elapsedMs)}`;
    case "builder.starting":
      return `starting a builder at ${event.address}`;
    case "builder.started":
      return `builder started in ${seconds(event.elapsedMs)}`;
    case "container.created":
      return `${event.name} created`;
    case "container.started":
      return `${event.name} started`;
    case "container.exited":
      return `${event.name} exited with status ${event.exitCode}`;
    case "compose.progress":
      return composeLine(event);
    case "output.line":
      return `${event.source} | ${event.line}`;
    case "warning":
      return `warning: ${event.message}`;
    case "operation.failed": {
      const { message, hint } = event.error;
      return hint === undefined ? `error: ${message}` : `error: ${message} (${hint})`;
    }
    default:
      return event satisfies never;
  }
}

function seconds(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(1)} s`;
}
