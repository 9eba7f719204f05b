import { readFile } from "node:fs/promises";
import { collectYoungGarbageSoon } from "../../src/platform/young-garbage.ts";
import { downloadBlob } from "../../src/registry/blob-download.ts";
import { defaultHost, noTlsFiles } from "../../src/registry/hosts/registry-host.ts";
import { Registry } from "../../src/registry/registry.ts";

/**
 * `memory-program.ts HOST CA DIGEST SIZE`: reads that blob as a pull does one for the engine's own file; prints the peak of its memory, at the blob's first
 * bytes and in the end, in KiB. */
const [host = "", ca = "", digest = "", size = ""] = process.argv.slice(2);
const { signal } = new AbortController();
const base = `https://${host}/v2`;
using registry = new Registry([{ ...defaultHost(host), base, tls: { ...noTlsFiles, ca: [ca] } }]);
using _frugal = collectYoungGarbageSoon();
const descriptor = { mediaType: "application/octet-stream", digest, size: Number(size) };
const peakKib = async () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(await readFile("/proc/self/status", "utf8"))?.[1]);
let bytes = 0;
let firstKib: number | undefined;
const blob = downloadBlob(registry, { repository: "big", descriptor, isHashed: false, isBulk: true, signal });
for await (const chunk of blob) {
  firstKib ??= await peakKib();
  bytes += chunk.length;
}
process.stdout.write(JSON.stringify({ bytes, firstKib, peakKib: await peakKib() }));
