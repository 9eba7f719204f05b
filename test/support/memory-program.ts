import { readFile } from "node:fs/promises";
import { isNerdError } from "../../src/errors.ts";
import { collectYoungGarbageSoon } from "../../src/platform/young-garbage.ts";
import { downloadBlob } from "../../src/registry/blob-download.ts";
import { defaultHost, noTlsFiles } from "../../src/registry/hosts/registry-host.ts";
import { Registry } from "../../src/registry/registry.ts";

/**
 * `memory-program.ts ORIGIN CA DIGEST SIZE`: reads that blob as a pull does one for the engine's own file; prints the peak of its memory, at the blob's first
 * bytes and in the end, in KiB, or why it could not. Without a CA, that of the machine.
 */
const [origin = "", ca = "", digest = "", size = ""] = process.argv.slice(2);
const { signal } = new AbortController();
const base = `${origin}/v2`;
const { host } = new URL(origin);
using registry = new Registry([{ ...defaultHost(host), base, tls: { ...noTlsFiles, ca: ca === "" ? [] : [ca] } }]);
using _frugal = collectYoungGarbageSoon();
const descriptor = { mediaType: "application/octet-stream", digest, size: Number(size) };
const peakKib = async () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(await readFile("/proc/self/status", "utf8"))?.[1]);
let bytes = 0;
let firstKib: number | undefined;
const blob = downloadBlob(registry, { repository: "big", descriptor, isHashed: false, isBulk: true, signal });
try {
  for await (const chunk of blob) {
    firstKib ??= await peakKib();
    bytes += chunk.length;
  }
  process.stdout.write(JSON.stringify({ bytes, firstKib, peakKib: await peakKib() }));
} catch (error) {
  if (!isNerdError(error)) throw error;
  const { code, message, hint } = error;
  process.stdout.write(JSON.stringify({ code, message, hint }));
}
