#!/usr/bin/env nerdsh
/** Loads a server and shows how long its answers take: `[URL] [--requests 500] [--clients 20]`, without a URL an nginx. */
import { run } from "nerdsh";

const { requests = 500, clients = 20 } = argv;
await using server = argv._.length === 0 ? await run("nginx", { publish: "127.0.0.1::80" }) : undefined;
const url = server?.url(80) ?? String(argv._[0]);

const timesMs: number[] = [];
let failures = 0;
let left = Number(requests);

async function client(): Promise<void> {
  while (left-- > 0) {
    const startedMs = performance.now();
    try {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      if (!answer.ok) failures++;
    } catch {
      failures++; // Refused, or reset: the server's failure as much as a status of 500.
    }
    timesMs.push(performance.now() - startedMs);
  }
}

const startedMs = performance.now();
await Promise.all(Array.from({ length: Number(clients) }, client));
const seconds = (performance.now() - startedMs) / 1000;

timesMs.sort((a, b) => a - b);
const percentile = (percent: number) =>
  timesMs[Math.min(timesMs.length - 1, Math.ceil((timesMs.length * percent) / 100) - 1)] ?? 0;
console.log(`${url}: ${timesMs.length} requests, ${failures} failed, ${Math.round(timesMs.length / seconds)} a second`);
for (const percent of [50, 90, 95, 99, 100]) {
  console.log(`${String(percent).padStart(4)} %  ${percentile(percent).toFixed(1).padStart(8)} ms`);
}
if (failures > 0) process.exitCode = 1;
