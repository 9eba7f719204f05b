import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { makeClientPair } from "../../support/client-certificates.ts";
import { startProxy } from "../../support/connect-proxy.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { programOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const source = fileURLToPath(new URL("../../support/registry-program.ts", import.meta.url));
const downloadSource = fileURLToPath(new URL("../../support/download-program.ts", import.meta.url));
const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];
const blob = randomBytes(9_000_001);
const cutBytes = 2_500_000;
/** Gives the blob, or a part of it where that is asked for. */
let chunkedRequests = 0;
const blobs = createServer((request, response) => {
  if (request.url?.endsWith("/chunked")) {
    chunkedRequests++;
    response.write("hel");
    return void response.end("lo");
  }
  response.writeHead(200, { "content-length": blob.length });
  if (!request.url?.endsWith("/cut")) return void response.end(request.method === "HEAD" ? undefined : blob);
  response.write(blob.subarray(0, cutBytes), () => response.socket?.end());
});
const credentials = { user: "alice", password: "s3cret" };

// It wants a certificate and a login, and is reached by a name that only a proxy knows.
let registry: Registry;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let directory: AsyncDisposable & { readonly path: string };
let domain: string;
let program: BundledProgram;
let download: BundledProgram;
let blobUrl: string;
before(async () => {
  program = await bundledProgram(source);
  download = await bundledProgram(downloadSource);
  await once(blobs.listen(0, "127.0.0.1"), "listening");
  blobUrl = `http://127.0.0.1:${(blobs.address() as AddressInfo).port}/blob`; // It listens on TCP.
  directory = await temporaryDirectory();
  const [other, own] = await Promise.all(["other", "own"].map((name) => makeClientPair(directory.path, name)));
  registry = await startRegistry({ tls: true, writable: true, credentials, clientAuthorities: [own!.authority] });
  proxy = await startProxy();
  domain = `registry.test:${new URL(registry.url).port}`;
  const auth = Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64");
  const pairs = [other!, own!].map(({ certificate, key }) => [certificate, key]);
  const host = `[host."https://${domain}"]\nca = "${registry.ca}"\nclient = ${JSON.stringify(pairs)}\n`;
  await writeFile(join(directory.path, "config.json"), JSON.stringify({ auths: { [domain]: { auth } } }));
  await mkdir(join(directory.path, domain));
  await writeFile(join(directory.path, domain, "hosts.toml"), `server = "https://${domain}"\n${host}`);
});
after(async () => {
  await proxy[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
  await program[Symbol.asyncDispose]();
  await download[Symbol.asyncDispose]();
  blobs.closeAllConnections();
  await once(blobs.close(), "close");
});

for (const runtime of runtimes) {
  describe(`the registry client on ${runtime}`, () => {
    test("reads and writes by a proxy, over TLS, with the second of two certificates and a login", async () => {
      const words = [program.path, domain, directory.path, directory.path, proxy.url];
      const [file, ...args] = await programOn(runtime, words);
      const { exitCode, stdout, stderr } = await runProgram(file, args, {
        env: nerdshEnvironment(),
      });
      assert.deepEqual([exitCode, stderr], [0, ""]);
      assert.deepEqual(JSON.parse(stdout), { config: true, begun: 202, sent: 201 });
      assert.ok(proxy.seen.every((line) => line === `CONNECT ${domain}`) && proxy.seen.length > 0);
      proxy.seen.length = 0;
    });

    test("has a large blob whole, hears where it is cut, asks what is there, and reads what says no length", async () => {
      const [file, ...args] = await programOn(runtime, [download.path, blobUrl]);
      const { exitCode, stdout, stderr } = await runProgram(file, args, { env: nerdshEnvironment() });
      assert.deepEqual([exitCode, stderr], [0, ""]);
      const digest = createHash("sha256").update(blob).digest("hex");
      assert.deepEqual(JSON.parse(stdout), {
        head: [200, String(blob.length), true],
        digest,
        cut: [cutBytes, true],
        words: ["hello", "hello"],
      });
      // Where one way of reading does not do for it, only once.
      assert.ok(chunkedRequests <= 3, `${chunkedRequests}`);
      chunkedRequests = 0;
    });
  });
}
