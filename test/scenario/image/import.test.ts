import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { importImage } from "../../../src/image/archive/import.ts";
import { importSource } from "../../../src/image/archive/import-source.ts";
import { layerTar } from "../../../src/image/layer/file-layer.ts";
import { programOutput } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

/** A root file system of one static program, as a tar. */
async function rootfs(directory: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  const files = { "/bin/busybox": { path: "/bin/busybox", mode: 0o755 }, "/etc/motd": "hello\n" };
  for await (const chunk of layerTar({ files, links: { "/bin/cat": "busybox", "/bin/env": "busybox" } }))
    chunks.push(chunk);
  const file = join(directory, "rootfs.tar");
  await writeFile(file, Buffer.concat(chunks));
  return file;
}

describe("import", () => {
  test("makes an image that runs, with the config that it is given", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    const file = await rootfs(directory.path);
    const changes = ["-c", 'CMD ["cat", "/etc/motd"]', "--change", "ENV COLOUR=blue"];
    const words = ["import", ...changes, "-m", "from the farm", "-", "imported:1"];
    const made = await world.nerdsh(words, { input: await readFile(file) });
    assert.match(made.stdout, /^sha256:[0-9a-f]{64}\n$/, made.stderr);
    const run = await world.nerdsh(["run", "--rm", "--network", "none", "imported:1"]);
    assert.deepEqual([run.stdout, run.exitCode], ["hello\n", 0], run.stderr);
    const format = "{{json .Config.Env}} {{.Comment}} {{.Id}}";
    const inspected = await world.nerdsh(["image", "inspect", "-f", format, "imported:1"]);
    assert.match(inspected.stdout, /^\["COLOUR=blue"\] from the farm sha256:/);
    assert.ok(inspected.stdout.endsWith(` ${made.stdout}`));
  });

  test("gives the same image for the same files, however they come and are compressed", async () => {
    await using world = await testWorld();
    using here = await worldContext(world);
    await using directory = await temporaryDirectory();
    const file = await rootfs(directory.path);
    for (const [program, ...words] of [
      ["gzip", "-k"],
      ["zstd", "-q"],
      ["xz", "-0k"],
      ["bzip2", "-1k"],
    ] as const)
      await programOutput(program, [...words, file]);
    const made = async (ending: string) =>
      await importImage(here, importSource(here, `${file}${ending}`), { name: "same:1", platform: "linux/arm64" });
    const plain = await made("");
    assert.equal(plain.platform.architecture, "arm64");
    for (const ending of ["", ".xz", ".bz2"]) assert.deepEqual(await made(ending), plain);
    for (const ending of [".gz", ".zst"]) assert.deepEqual((await made(ending)).diffIds, plain.diffIds);
  });

  test("reads from an address, and says where it has nothing", async () => {
    await using world = await testWorld();
    using here = await worldContext(world);
    await using directory = await temporaryDirectory();
    const body = await readFile(await rootfs(directory.path));
    const server = createServer((request, response) => {
      if (request.url !== "/rootfs.tar") response.writeHead(404);
      response.end(request.url === "/rootfs.tar" ? body : "no such file");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const fetched = await importImage(here, importSource(here, `${address}/rootfs.tar`), { name: "fetched:1" });
      assert.equal(fetched.layers[0]?.size, body.length);
      const missing = importImage(here, importSource(here, `${address}/other.tar`));
      await assert.rejects(missing, { code: "REGISTRY_FAILED", message: /answered 404 for http:.*\/other\.tar/ });
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const refused = importImage(here, importSource(here, `${address}/rootfs.tar`));
    await assert.rejects(refused, {
      code: "REGISTRY_UNREACHABLE",
      message: /^cannot fetch http:.*rootfs\.tar: .*refused/i,
    });
  });

  test("refuses what is no root file system, and leaves nothing", async () => {
    await using world = await testWorld();
    using here = await worldContext(world);
    const before = await here.engine.images.list();
    const refused: [bytes: string, message: RegExp][] = [
      ["", /the archive is empty/],
      ["<html>".repeat(200), /checksum is wrong: not a tar archive/],
      ["short", /ends too early/],
    ];
    for (const [bytes, message] of refused) {
      const made = importImage(here, Readable.from([Buffer.from(bytes)]), { name: "broken:1" });
      await assert.rejects(made, { code: "ARCHIVE_INVALID", message });
    }
    await assert.rejects(importImage(here, Readable.from([]), { name: "Broken" }), { code: "INVALID_VALUE" });
    const pinned = importImage(here, Readable.from([]), { name: `pinned@sha256:${"1".repeat(64)}` });
    await assert.rejects(pinned, { code: "INVALID_VALUE", hint: /^leave out @sha256:1+: pinned:TAG/ });
    await assert.rejects(importImage(here, importSource(here, "/no/such.tar")), { code: "INVALID_VALUE" });
    assert.deepEqual([await here.engine.images.list(), await here.engine.leases.list()], [before, []]);
  });
});
