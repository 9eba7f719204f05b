import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { makeCertificate } from "../../support/registry-access.ts";
import { programOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const source = fileURLToPath(new URL("../../support/memory-program.ts", import.meta.url));
const blobBytes = 400 * 1024 * 1024;
const digest = `sha256:${"0".repeat(64)}`;

let program: BundledProgram;
let directory: AsyncDisposable & { readonly path: string };
let certificate: string;
const servers: (Server | SecureServer)[] = [];
before(async () => {
  program = await bundledProgram(source);
  directory = await temporaryDirectory();
  const made = await makeCertificate(directory.path);
  certificate = made.certificate;
  const pair = { cert: await readFile(made.certificate), key: await readFile(made.key) };
  const answer = (_request: object, response: ServerResponse) => void sendZeros(response);
  for (const [server, address] of [
    [createSecureServer(pair, answer), "127.0.0.1"],
    [createSecureServer(pair, answer), "127.0.0.2"],
    [createServer(answer), "127.0.0.3"],
  ] as const) {
    servers.push(server);
    await once(server.listen(port(), address), "listening");
  }
});
after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await once(server.close(), "close");
  }
  await program[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

/** Of the first server, and so of all; any where there is none yet. */
function port(): number {
  return (servers[0]?.address() as AddressInfo | null)?.port ?? 0; // It listens on TCP.
}

async function sendZeros(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-length": blobBytes });
  const zeros = new Uint8Array(1024 * 1024);
  for (let at = 0; at < blobBytes; at += zeros.length) if (!response.write(zeros)) await once(response, "drain");
  response.end();
}

async function download(runtime: RuntimeName, host: string, ca: string) {
  const words = [program.path, `${host}:${port()}`, ca, digest, String(blobBytes)];
  const [file, ...args] = await programOn(runtime, words);
  const { exitCode, stdout, stderr } = await runProgram(file, args, { env: nerdshEnvironment() });
  assert.deepEqual([exitCode, stderr], [0, ""]);
  return JSON.parse(stdout);
}

describe("a large download", () => {
  for (const runtime of ["node20", "node24", "bun", "deno"] as const) {
    test(`by TLS is refused on ${runtime} where nobody vouches for the server, or its certificate is for another host`, async () => {
      const hint = "add the authority's certificate as ca in hosts.toml, or use --insecure-registry";
      const unknown = await download(runtime, "https://127.0.0.1", "");
      assert.deepEqual([unknown.code, unknown.hint], ["REGISTRY_UNREACHABLE", hint]);
      const other = await download(runtime, "https://127.0.0.2", certificate);
      assert.deepEqual([other.code, other.hint], ["REGISTRY_UNREACHABLE", hint]);
    });
  }

  for (const [runtime, host] of [
    ["node20", "https://127.0.0.1"],
    ["node24", "https://127.0.0.1"],
    ["bun", "https://127.0.0.1"],
    ["bun", "http://127.0.0.3"],
  ] as const) {
    test(`adds less than 35 MB of memory on ${runtime}, from ${host}, to less than 100 MB of the whole process`, async (t) => {
      const { bytes, firstKib, peakKib } = await download(runtime, host, certificate);
      t.diagnostic(`${firstKib} KiB at its beginning, ${peakKib} KiB at most`);
      assert.equal(bytes, blobBytes);
      assert.ok(peakKib - firstKib < 35 * 1024, `it was ${firstKib} KiB at first, and ${peakKib} KiB at most`);
      assert.ok(peakKib < 100 * 1024, `its peak was ${peakKib} KiB`);
    });
  }
});
