import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { makeCertificate } from "../../support/registry-access.ts";
import { programOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const source = fileURLToPath(new URL("../../support/memory-program.ts", import.meta.url));
const blobBytes = 800 * 1024 * 1024;
const digest = `sha256:${"0".repeat(64)}`;

let program: BundledProgram;
let directory: AsyncDisposable & { readonly path: string };
let certificate: string;
let server: ReturnType<typeof createServer>;
before(async () => {
  program = await bundledProgram(source);
  directory = await temporaryDirectory();
  const made = await makeCertificate(directory.path);
  certificate = made.certificate;
  server = createServer({ cert: await readFile(made.certificate), key: await readFile(made.key) });
  server.on("request", async (_request, response) => {
    response.writeHead(200, { "content-length": blobBytes });
    const zeros = new Uint8Array(1024 * 1024);
    for (let at = 0; at < blobBytes; at += zeros.length) if (!response.write(zeros)) await once(response, "drain");
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
after(async () => {
  server.closeAllConnections();
  await once(server.close(), "close");
  await program[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

describe("a large download by TLS", () => {
  for (const runtime of ["node20", "node24", "bun"] as const) {
    test(`adds less than 35 MB of memory on ${runtime}, to less than 100 MB of the whole process`, async (t) => {
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // It listens on TCP.
      const [file, ...args] = await programOn(runtime, [program.path, host, certificate, digest, String(blobBytes)]);
      const { exitCode, stdout, stderr } = await runProgram(file, args, { env: nerdshEnvironment() });
      assert.deepEqual([exitCode, stderr], [0, ""]);
      const { bytes, firstKib, peakKib } = JSON.parse(stdout);
      t.diagnostic(`${firstKib} KiB at its beginning, ${peakKib} KiB at most`);
      assert.equal(bytes, blobBytes);
      assert.ok(peakKib - firstKib < 35 * 1024, `it was ${firstKib} KiB at first, and ${peakKib} KiB at most`);
      assert.ok(peakKib < 100 * 1024, `its peak was ${peakKib} KiB`);
    });
  }
});
