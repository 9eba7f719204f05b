import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { tarEnd, tarHeader } from "../../../src/image/archive/tar-writer.ts";
import { mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { useBundle } from "../../support/command-line.ts";
import { startEngine } from "../../support/engine.ts";
import { nerdsh } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const probe = fileURLToPath(new URL("../../support/memory-probe.cjs", import.meta.url));
const fileBytes = 500 * 1024 * 1024;
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
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest: digestOf(config), size: config.length },
    layers: [{ mediaType: mediaTypes.ociLayer, digest: diffId, size: layerBytes }],
  });
  const server = createServer((request, response) => {
    if (request.url?.includes("/manifests/"))
      response.writeHead(200, { "content-type": mediaTypes.ociManifest }).end(manifest);
    else if (request.url?.endsWith(diffId)) void sendLayer(response);
    else response.end(config);
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

describe("a pull of a layer of 500 MB", () => {
  test("takes less than 100 MB of memory, the whole process", { timeout: 300_000 }, async () => {
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
    const words = ["pull", "--quiet", "--unpack=false", `${registry.host}/big`];
    const { stderr } = await nerdsh(words, { env, timeoutMs: 240_000 });
    const [, peakKib] = /^VmHWM:\s+(\d+) kB$/m.exec(stderr) ?? assert.fail(stderr);
    assert.ok(Number(peakKib) < 100 * 1024, `its peak was ${peakKib} KiB`);
  });
});
