import { canShow, type LogTarget } from "../logs/logger.ts";

/**
 * How a container's streams are carried. `fifos`: this process alone reads them, and the container waits for it. `logger`:
 * a process of containerd's shim writes them to the log, and nothing of ours stays behind. `piped-logger`: the same logger
 * behind FIFOs, since containerd gives a process behind `binary://` no stdin unless it has a terminal.
 */
export type StreamKind = "fifos" | "logger" | "piped-logger";

export interface StreamPlan {
  readonly kind: StreamKind;
  /** This process has the streams: as the only one, or shown by the logger, without which the container goes on as well. */
  readonly attach: boolean;
}

export interface StreamWishes {
  readonly attach: boolean;
  /** Whether a log is wanted where somebody is attached; without one, there always is. */
  readonly keepLog: boolean;
  readonly interactive: boolean;
  readonly tty: boolean;
}

export function streamPlan({ attach, keepLog, interactive, tty }: StreamWishes, log: LogTarget): StreamPlan {
  if (attach && !(keepLog && canShow(log))) return { kind: "fifos", attach };
  return { kind: interactive && !tty ? "piped-logger" : "logger", attach };
}
