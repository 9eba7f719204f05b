import type { Builder } from "../../buildkit/builder.ts";

/** A connected builder, and what keeps it from stopping. */
export interface Connected {
  readonly builder: Builder;
  /** Closes the connection. */
  close(): void;
}

interface Kept {
  readonly connected: Connected;
  users: number;
  /** Runs while there are none. */
  timer: NodeJS.Timeout | undefined;
}

/** Longer than between builds that follow each other, and shorter than a builder waits before it stops for idleness. */
const keptMs = 10_000;

const kept = new Map<string, Kept>();

/**
 * A builder that this process was connected to a moment ago, or one that is opened now. The block's end gives it up; the connection
 * stays for a while, for the next build, and is no reason for the process to go on.
 */
export async function keptBuilder(key: string, open: () => Promise<Connected>): Promise<Connected & Disposable> {
  const known = kept.get(key);
  if (known?.connected.builder.isConnected) return use(key, known);
  const opened: Kept = { connected: await open(), users: 0, timer: undefined };
  const replaced = kept.get(key);
  kept.set(key, opened);
  if (replaced?.users === 0) end(replaced);
  return use(key, opened);
}

function use(key: string, one: Kept): Connected & Disposable {
  clearTimeout(one.timer);
  one.users++;
  const { connected } = one;
  return {
    ...connected,
    [Symbol.dispose]: () => {
      if (--one.users > 0) return;
      if (kept.get(key) !== one || !connected.builder.isConnected) return end(one);
      one.timer = setTimeout(() => {
        kept.delete(key);
        end(one);
      }, keptMs);
      one.timer.unref();
    },
  };
}

function end({ timer, connected }: Kept): void {
  clearTimeout(timer);
  connected.close();
}
