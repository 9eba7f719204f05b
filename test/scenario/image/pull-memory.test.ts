import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { tarEnd, tarHeader } from "../../../src/image/archive/tar-writer.ts";
import { mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { useBundle } from "../../support/command-line.ts";
import { startEngine } from "../../support/engine.ts";
import { byPackageAlone, nerdsh } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const probe = fileURLToPath(new URL("../../support/memory-probe.cjs", import.meta.url));
/** `NERDSH_PULL_BYTES`: another size, such as 2147483648. */
const fileBytes = Number(process.env["NERDSH_PULL_BYTES"] ?? 500 * 1024 * 1024);
const layerBytes = 512 + fileBytes + tarEnd.length;

/** A layer with one file of zeros, made as it is read: nobody holds it as a whole. */
function* layer(): Generator<Uint8Array> {
  const zeros = new Uint8Array(1024 * 1024);
  yield tarHeader({ name: "zeros", type: "file", mode: 0o644, size: fileBytes });
  for (let at = 0; at < fileBytes; at += zeros.length) yield zeros;
  yield tarEnd;
}

/** A registry that has one image with that layer. */
async function bigRegistry() {
  const hash = createHash("sha256");
  for (const chunk of layer()) hash.update(chunk);
  const diffId = `sha256:${hash.digest("hex")}`;
  const config = JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [diffId] } });
  const none = config.replace(`"${diffId}"`, "");
  const manifest = (config: string, layers: readonly object[]) =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig, digest: digestOf(config), size: config.length },
      layers,
    });
  const big = manifest(config, [{ mediaType: mediaTypes.ociLayer, digest: diffId, size: layerBytes }]);
  const small = manifest(none, []);
  const server = createServer((request, response) => {
    const isSmall = request.url?.includes("/small/");
    if (request.url?.includes("/manifests/"))
      response.writeHead(200, { "content-type": mediaTypes.ociManifest }).end(isSmall ? small : big);
    else if (request.url?.endsWith(diffId)) void sendLayer(response);
    else response.end(isSmall ? none : config);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // It listens on TCP, so it is that kind of address.
  return {
    host,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function sendLayer(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-length": layerBytes });
  for (const chunk of layer()) if (!response.write(chunk)) await once(response, "drain");
  response.end();
}

describe("a pull of a large layer", () => {
  /** The peak of a whole process, in KiB. */
  async function peakOf(words: (place: { host: string; directory: string }) => Promise<readonly string[]>) {
    await useBundle();
    await using engine = await startEngine();
    await using registry = await bigRegistry();
    await using directory = await temporaryDirectory();
    const env = {
      CONTAINERD_ADDRESS: engine.address,
      NERDSH_ROOT: directory.path,
      NERDCTL_TOML: "/nonexistent/nerdctl.toml",
      NODE_OPTIONS: `--require=${probe}`,
    };
    // The first start of a command compiles all of the program, which alone takes 100 MB, and leaves a cache for the next.
    await nerdsh(await words({ host: `${registry.host}/small`, directory: directory.path }), { env });
    const place = { host: registry.host, directory: directory.path };
    const { stderr } = await nerdsh(await words(place), { env, timeoutMs: 540_000 });
    const [, peakKib] = /^VmHWM:\s+(\d+) kB$/m.exec(stderr) ?? assert.fail(stderr);
    return Number(peakKib);
  }

  const skipped = byPackageAlone("the probe is Node's; test/runtime/registry/memory has Bun");
  test("takes less than 100 MB of memory, the whole process", { timeout: 600_000, skip: skipped }, async (t) => {
    const peakKib = await peakOf(async ({ host }) => ["pull", "--quiet", "--unpack=false", `${host}/big`]);
    t.diagnostic(`${fileBytes} bytes: ${peakKib} KiB`);
    assert.ok(peakKib < 100 * 1024, `its peak was ${peakKib} KiB`);
  });

  const skip = process.env["NERDSH_PULL_BYTES"] === undefined && "by hand: NERDSH_PULL_BYTES=2147483648";
  test("adds less than 40 MB to a recipe, which takes less than 100 MB as well", {
    timeout: 1_200_000,
    skip,
  }, async (t) => {
    const recipe = (lines: string) => async (place: { host: string; directory: string }) => {
      const file = join(place.directory, "pull.nerd.ts");
      await writeFile(file, lines.replace("HOST", place.host));
      return [file];
    };
    const idleKib = await peakOf(recipe("await images();\n"));
    const peakKib = await peakOf(recipe('await pull("HOST/big", { unpack: false });\n'));
    t.diagnostic(`${fileBytes} bytes: ${peakKib} KiB, and ${idleKib} KiB without`);
    assert.ok(peakKib - idleKib < 40 * 1024, `its peak was ${peakKib} KiB, and ${idleKib} KiB without`);
    assert.ok(peakKib < 100 * 1024, `its peak was ${peakKib} KiB`);
  });
});
