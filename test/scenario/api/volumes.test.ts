import assert from "node:assert/strict";
import { createReadStream, existsSync } from "node:fs";
import { open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { inspect } from "node:util";
import { pack } from "tar-stream";
import type { VolumeHandle } from "../../../src/api/volume-handle.ts";
import { readAttributes, writeAttributes } from "../../../src/platform/deputy/attributes.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { until } from "../../support/condition.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

let nerdsh: TestApi;
before(async () => {
  nerdsh = await openApi(await testWorld());
  await nerdsh.pull("busybox");
});
after(() => nerdsh[Symbol.dispose]());

const filesOf = async (volume: VolumeHandle) => (await volume.inspect()).Mountpoint;

async function shell(volume: VolumeHandle, script: string): Promise<string> {
  return await nerdsh.run("busybox", ["sh", "-c", script], { network: "none", volume: { "/data": volume } }).text();
}

async function* bytes(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function exported(volume: VolumeHandle): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of volume.export()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** An archive of entries that no good program would write. */
function archive(...entries: (Parameters<ReturnType<typeof pack>["entry"]>[0] & { text?: string })[]) {
  const tar = pack();
  for (const { text = "", ...header } of entries) tar.entry(header, text);
  tar.finalize();
  return tar as unknown as AsyncIterable<Uint8Array>; // A pack without an encoding gives bytes.
}

describe("a volume's handle", () => {
  test("is made, given to containers, and gone with its block", async () => {
    let directory: string;
    {
      await using made = await nerdsh.volume.create({ labels: { app: "shop" } });
      assert.match(made.name, /^[0-9a-f]{64}$/);
      directory = await filesOf(made);
      assert.equal(await shell(made, "echo hello >/data/file; cat /data/file"), "hello");
      const again = nerdsh.volume(made.name);
      assert.match(inspect(again), /^VolumeHandle \{\s+name: '[0-9a-f]{64}'\s+\}$/);
      assert.equal(await shell(again, "cat /data/file"), "hello");
      const text = nerdsh.run("busybox", ["cat", "/d/file"], { network: "none", volume: `${again}:/d:ro` }).text();
      assert.equal(await text, "hello");
    }
    assert.equal(existsSync(directory), false);
    await assert.rejects(async () => await nerdsh.volume("nothing").inspect(), { code: "UNKNOWN_VOLUME" });
    await assert.rejects(async () => await exported(nerdsh.volume("nothing")), { code: "UNKNOWN_VOLUME" });
  });

  test("gives back in another volume what it has exported, with owners, attributes, links and holes", async () => {
    await using first = await nerdsh.volume.create();
    await using second = await nerdsh.volume.create();
    const make = `cd /data; chmod 2750 .; chown 1000:1001 .; mkdir dir; echo one >dir/file; chown 7:8 dir/file
      chmod 4711 dir/file; ln dir/file hard; ln -s /etc/passwd link; mkfifo fifo; touch -d '2020-01-02 03:04:05' dir`;
    await shell(first, make);
    const [from, to] = [await filesOf(first), await filesOf(second)];
    const attributes = new Map([["user.origin", Buffer.from([1, 0, 2])]]);
    await writeAttributes(join(from, "dir/file"), { attributes });
    const sparse = await open(join(from, "sparse"), "w");
    await sparse.truncate(64 * 1024 * 1024);
    await sparse.close();
    await writeFile(join(to, "old"), "replaced");
    const saved = await exported(first);
    assert.ok(saved.length < 1024 * 1024, `${saved.length} bytes`);
    // Piece by piece, and padded, as some programs do: tar reads no further than to the end.
    const pieces = Array.from({ length: Math.ceil(saved.length / 700) }, (_, i) =>
      saved.subarray(i * 700, i * 700 + 700),
    );
    await second.import(bytes(...pieces, new Uint8Array(512 * 1024)));
    const look = `cd /data; find . -name sparse -o -print | sort | xargs stat -c '%n %F %u:%g %a %h %Y'; readlink link; cat hard`;
    const seen = await shell(second, look);
    assert.equal(seen, await shell(first, look));
    assert.match(seen, /^\. directory 1000:1001 2750 /);
    assert.match(seen, /\.\/dir\/file regular file 7:8 4711 2 /);
    assert.doesNotMatch(seen, /old/);
    assert.deepEqual(await readAttributes(join(to, "dir/file")), attributes);
    const { size, blocks } = await stat(join(to, "sparse"));
    assert.deepEqual([size, blocks], [64 * 1024 * 1024, 0]);
  });

  test("imports nothing outside of itself, and nothing of what is no whole archive", async () => {
    await using outside = await temporaryDirectory();
    await writeFile(join(outside.path, "victim"), "untouched");
    await using volume = await nerdsh.volume.create();
    const directory = await filesOf(volume);
    await writeFile(join(directory, "kept"), "kept");
    const up = "../".repeat(20) + outside.path.slice(1);
    for (const [what, bad] of [
      ["a path upwards", archive({ name: `${up}/new`, text: "x" })],
      ["a link", archive({ name: "a", type: "symlink", linkname: outside.path }, { name: "a/new", text: "x" })],
      ["a relative link", archive({ name: "a", type: "symlink", linkname: up }, { name: "a/new", text: "x" })],
      [
        "a hard link",
        archive(
          { name: "a", type: "link", linkname: `${outside.path}/victim` },
          { name: "a", text: "overwritten", mode: 0o666 },
        ),
      ],
      ["no bytes", bytes()],
      ["a text", bytes(Buffer.from("this is no archive"))],
      ["a part", bytes((await exported(volume)).subarray(0, 1536))],
    ] as const) {
      const outcome = await volume.import(bad).then(
        () => "done",
        (error: unknown) => (error as { code: string }).code,
      );
      assert.equal(outcome, "ARCHIVE_INVALID", what);
      assert.deepEqual(await readdir(outside.path), ["victim"], what);
      assert.equal(await readFile(join(outside.path, "victim"), "utf8"), "untouched", what);
      assert.equal(await readFile(join(directory, "kept"), "utf8"), "kept", what);
    }
    // A link alone is a file as any other.
    await volume.import(archive({ name: "a", type: "symlink", linkname: "/etc" }));
    assert.deepEqual(await readdir(directory), ["a"]);
    assert.deepEqual(
      (await readdir(join(directory, ".."))).filter((name) => name.startsWith(".")),
      [],
    );
  });

  test("is not replaced under a container that runs, nor where it comes from elsewhere", async () => {
    await using volume = await nerdsh.volume.create();
    await using user = await nerdsh.run("busybox", ["sleep", "1000000"], {
      ...{ network: "none", volume: { "/data": volume } },
    });
    const empty = () => bytes(new Uint8Array(1024));
    await assert.rejects(async () => await volume.import(empty()), {
      code: "VOLUME_IN_USE",
      message: `volume ${volume.name} is in use by ${user.name}`,
    });
    await assert.rejects(async () => await volume.remove(), { code: "VOLUME_IN_USE" });
    await user.remove();
    await volume.import(empty());
    await using memory = await nerdsh.volume.create({ options: { type: "tmpfs", device: "tmpfs" } });
    await assert.rejects(async () => await memory.import(empty()), { code: "UNSUPPORTED" });
    assert.ok((await exported(memory)).length > 0);
  });

  test("keeps what it had where an import is killed, and the next one clears up", async () => {
    await using world = await testWorld();
    await using volume = await nerdsh.volume.create({ name: "interrupted" });
    const directory = await filesOf(volume);
    await writeFile(join(directory, "kept"), "kept");
    const around = async () => (await readdir(join(directory, ".."))).sort();
    const code = 'await volume("interrupted").import(process.stdin)';
    await using importer = new RunningNerdsh(world, ["-e", code]);
    importer.child.stdin.write((await exported(volume)).subarray(0, 512));
    await until("it unpacks", async () => (await around()).length === 3, 30_000);
    importer.kill("SIGKILL");
    await importer.end();
    assert.deepEqual(await readdir(directory), ["kept"]);
    await volume.import(bytes(await exported(volume)));
    assert.deepEqual([await readdir(directory), await around()], [["kept"], ["_data", "volume.json"]]);
  });

  test("keeps what it had where an import is cancelled, or its archive cannot be read", async () => {
    await using volume = await nerdsh.volume.create();
    const directory = await filesOf(volume);
    await writeFile(join(directory, "kept"), "kept");
    await assert.rejects(async () => await volume.import(createReadStream("/nonexistent.tar")), { code: "ENOENT" });
    const controller = new AbortController();
    async function* hanging() {
      yield (await exported(volume)).subarray(0, 512);
      controller.abort(new Error("enough"));
      await new Promise(() => {});
    }
    await assert.rejects(async () => await volume.import(hanging()).signal(controller.signal));
    assert.deepEqual(await readdir(directory), ["kept"]);
    assert.deepEqual((await readdir(join(directory, ".."))).sort(), ["_data", "volume.json"]);
  });
});

describe("an image's files in a new volume", () => {
  test("keep capabilities, owners, times and links", async () => {
    await using world = await testWorld();
    const script = `mkdir /fill; cp /bin/busybox /fill/tool; ln /fill/tool /fill/again; chown 5:6 /fill/tool
      touch -d '2020-01-02 03:04:05' /fill/tool /fill; echo ready; exec sleep 1000000`;
    await using maker = await nerdsh.run("busybox", ["sh", "-c", script], { network: "none" });
    for await (const { text } of maker.logs({ follow: true })) if (text === "ready") break;
    const { State } = await maker.inspect();
    // From linux/capability.h, vfs_cap_data: revision 2, effective, CAP_NET_BIND_SERVICE.
    const capability = Buffer.from([1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const attributes = new Map([["security.capability", capability]]);
    await writeAttributes(`/proc/${State.Pid}/root/fill/tool`, { attributes });
    await maker.commit("with-fill");
    await using volume = await nerdsh.volume.create();
    const look = "stat -c '%u:%g %h %Y' /fill/tool; stat -c %Y /fill";
    const seen = await nerdsh
      .run("with-fill", ["sh", "-c", look], { network: "none", volume: { "/fill": volume } })
      .text();
    assert.equal(seen, "5:6 2 1577934245\n1577934245");
    assert.deepEqual(await readAttributes(join(await filesOf(volume), "tool")), attributes);
    await world.nerdsh(["rmi", "-f", "with-fill"]);
  });
});
