/**
 * How a container's streams are carried. `fifos`: this process reads them, and the container waits for it. `logger`: a
 * process of containerd's shim writes them to the log, and nothing of ours stays behind. `piped-logger`: the same logger
 * behind FIFOs, since containerd gives a process behind `binary://` no stdin unless it has a terminal.
 */
export type StreamKind = "fifos" | "logger" | "piped-logger";

export function streamKind({
  detach,
  interactive,
  tty,
}: {
  detach: boolean;
  interactive: boolean;
  tty: boolean;
}): StreamKind {
  if (!detach) return "fifos";
  return interactive && !tty ? "piped-logger" : "logger";
}
