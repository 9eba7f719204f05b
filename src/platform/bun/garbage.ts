import { bun } from "./bun.ts";

/** Twice as many cost a download by TLS 16 MB more; half as many, twice the time. */
const leastBytes = 6 << 20;
/** Where much else is in memory, a collection takes longer, and then waits for more: so it takes a tenth of a download's time at most. */
const bytesPerMs = 1 << 20;

let nextBytes = leastBytes;

/** Collects once there are enough `bytes` of garbage; gives how many are left. By itself JavaScriptCore sees but small objects in buffers. */
export function collectOnBun(bytes: number): number {
  if (bytes < nextBytes) return bytes;
  const startMs = performance.now();
  bun().gc(true);
  nextBytes = Math.max(leastBytes, (performance.now() - startMs) * bytesPerMs);
  return 0;
}
