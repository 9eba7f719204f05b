import { randomBytes } from "node:crypto";
import { SecretMasker, secretPatterns } from "../src/secrets/secret-masker.ts";
import type { Scenario } from "./support/scenario.ts";

const promised = 150;
const chunkBytes = 64 * 1024;

/** How fast output goes through the masker: what a process reads of a pipe at once, again and again. */
export const masking: Scenario = {
  title: "masking 50 secrets in output, in all their forms",
  unit: "MB/s",
  rounds: { full: 7, short: 1 },
  async prepare({ isShort }) {
    const secrets = Array.from({ length: 50 }, (_, i) => secret(i));
    const patterns = secretPatterns(secrets);
    const totalBytes = isShort ? 2 ** 22 : 2 ** 28;
    const rate = (chunk: Buffer) => async () => {
      const masker = new SecretMasker(() => patterns);
      const startMs = performance.now();
      for (let bytes = 0; bytes < totalBytes; bytes += chunk.length) masker.write(chunk);
      return totalBytes / 1_000 / (performance.now() - startMs);
    };
    const log = logChunk();
    const leaking = Buffer.from(log);
    for (let at = 500; at < chunkBytes - 500; at += 1_000) leaking.write(secrets[Math.floor(at / 1_000) % 50]!, at); // There are 50.
    const contenders = [
      { name: "promised", run: async () => promised },
      { name: "a log", run: rate(log) },
      { name: "a log with a secret in each KB", run: rate(leaking) },
      { name: "base64", run: rate(Buffer.from(randomBytes((chunkBytes / 4) * 3).toString("base64"))) },
      { name: "random bytes", run: rate(randomBytes(chunkBytes)) },
      { name: "lines of a log, one by one", run: rate(log.subarray(0, log.indexOf("\n") + 1)) },
    ];
    const [, ...measured] = contenders;
    const promise = (name: string) => (name.startsWith("lines") ? {} : { atMost: 1 });
    return {
      contenders,
      comparisons: measured.map(({ name }) => ({ subject: "promised", reference: name, ...promise(name) })),
    };
  },
};

/** Tokens, passwords with signs that shells and URLs escape, and a key of several lines. */
function secret(index: number): string {
  if (index === 0) return randomBytes(600).toString("base64").replace(/.{64}/g, "$&\n");
  if (index % 3 === 0) return `${randomBytes(12).toString("base64")}/&'"${index}`;
  return randomBytes(8 + (index % 24)).toString("hex");
}

function logChunk(): Buffer {
  const line = (i: number) =>
    `2026-01-01T00:00:${String(i % 60).padStart(2, "0")}Z INFO GET /api/things?id=${i * 7919} 200 ${i % 97}ms\n`;
  return Buffer.from(Array.from({ length: 1_200 }, (_, i) => line(i)).join("")).subarray(0, chunkBytes);
}
