import type { BuildEvent } from "./build-event.ts";
import type { NerdError } from "./errors.ts";

/**
 * Everything that a domain says while it works. Domains emit, front ends render: nothing below `ui/`
 * writes to a stream. `type` is `<noun>.<past participle or noun>`; byte counts and milliseconds carry
 * their unit in the name; ids are full.
 */
export type NerdEvent =
  | { type: "layer.progress"; image: string; digest: string; doneBytes: number; totalBytes: number }
  | { type: "image.resolved"; image: string; digest: string }
  | { type: "layer.unpacking"; image: string; digest: string }
  | { type: "layer.unpacked"; image: string; digest: string }
  | { type: "image.pulled"; image: string; elapsedMs: number }
  | { type: "layer.sent"; image: string; digest: string; doneBytes: number; totalBytes: number }
  | { type: "layer.pushed"; image: string; digest: string; how: "present" | "mounted" | "uploaded"; from?: string }
  | { type: "image.pushed"; image: string; digest: string; elapsedMs: number }
  | { type: "layer.converting"; image: string; digest: string; doneBytes: number; totalBytes: number }
  | { type: "image.converted"; image: string; digest: string; elapsedMs: number }
  | { type: "engine.starting"; address: string }
  | { type: "engine.started"; address: string; pid: number; elapsedMs: number }
  | { type: "builder.starting"; address: string }
  | { type: "builder.started"; address: string; elapsedMs: number }
  | { type: "warning"; code: string; message: string }
  | { type: "container.created"; id: string; name: string }
  | { type: "container.started"; id: string; name: string; pid: number }
  | { type: "container.exited"; id: string; name: string; exitCode: number }
  | {
      type: "compose.progress";
      project: string;
      part: ComposePart;
      name: string;
      state: ComposeState;
      detail?: string;
      /** Among a project's own output: a line by itself, wherever it is shown. */
      isLine?: boolean;
    }
  | { type: "compose.settled"; project: string }
  | { type: "output.line"; source: string; stream: "stdout" | "stderr"; line: string }
  | { type: "operation.failed"; error: NerdError }
  | BuildEvent;

export type ComposePart = "container" | "image" | "network" | "service" | "volume";

/** What is under way, or done: the first of each pair is followed by the second, or by `failed`. */
export type ComposeState =
  | "creating"
  | "created"
  | "recreating"
  | "recreated"
  | "starting"
  | "started"
  | "restarting"
  | "restarted"
  | "waiting"
  | "healthy"
  | "exited"
  | "stopping"
  | "stopped"
  | "killing"
  | "killed"
  | "removing"
  | "removed"
  | "pausing"
  | "paused"
  | "unpausing"
  | "unpaused"
  | "copying"
  | "copied"
  | "syncing"
  | "synced"
  | "watching"
  | "committing"
  | "committed"
  | "exporting"
  | "exported"
  | "pulling"
  | "pulled"
  | "building"
  | "built"
  | "pushing"
  | "pushed"
  | "running"
  | "skipped"
  | "failed";

export type Emit = (event: NerdEvent) => void;
