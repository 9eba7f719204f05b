import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
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
const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];
const credentials = { user: "alice", password: "s3cret" };

// It wants a certificate and a login, and is reached by a name that only a proxy knows.
let registry: Registry;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let directory: AsyncDisposable & { readonly path: string };
let domain: string;
let program: BundledProgram;
before(async () => {
  program = await bundledProgram(source);
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
  });
}
