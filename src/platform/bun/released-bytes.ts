/** Of less, nobody sees the difference; and it may be a part of what others share. */
const leastBytes = 16 * 1024;

/**
 * Gives the memory of what a connection has delivered back at once: JavaScriptCore sees but small objects in buffers, and leaves tens of megabytes of them
 * to its next collection. The bytes are none from then on: nobody may look at them any more. Does nothing for a part of a larger buffer.
 */
export function releaseBytes({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < leastBytes || byteLength !== buffer.byteLength) return;
  // The types of ES2022 do not know it; every Bun does.
  (buffer as ArrayBuffer & { transfer(byteLength: number): ArrayBuffer }).transfer(0);
}
