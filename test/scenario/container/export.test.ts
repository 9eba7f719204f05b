import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { pack } from "tar-stream";
import { snapshotMount } from "../../../src/container/copy/snapshot-files.ts";
import { exportContainer, exportToFile } from "../../../src/container/export.ts";
import { containerIn, entriesOf, hostDirectory, states } from "../../support/container-files.ts";
import { type Containers, startContainers } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

const script = [
  "cd /srv; echo x > a; ln a b; chown 1000:1001 a; chmod 4711 a; ln -s /etc/passwd l; mkfifo -m 640 p",
  "mkdir -p data; echo in the volume > data/file",
].join("; ");

for (const state of states) {
  describe(`export of a ${state} container`, () => {
    test("has the image's files and its own, with owners, links and FIFOs; of a volume, the mount point alone", async () => {
      await using box = await containerIn(containers, state, { script, volume: ["/srv/data"] });
      const archive = Readable.from(exportContainer(containers.context, await box.record()), { objectMode: false });
      const entries = new Map((await entriesOf(archive)).map((entry) => [entry.name, entry]));
      const { uid, gid, mode, body } = entries.get("srv/a")!;
      assert.deepEqual([uid, gid, mode! & 0o7777, body.toString()], [1000, 1001, 0o4711, "x\n"]);
      assert.deepEqual([entries.get("srv/b")?.type, entries.get("srv/b")?.linkname], ["link", "srv/a"]);
      assert.deepEqual([entries.get("srv/l")?.type, entries.get("srv/l")?.linkname], ["symlink", "/etc/passwd"]);
      assert.deepEqual([entries.get("srv/p")?.type, (entries.get("srv/p")?.mode ?? 0) & 0o7777], ["fifo", 0o640]);
      assert.equal(entries.get("bin/cat")?.linkname, "busybox");
      assert.equal(entries.get("srv/data/")?.type, "directory");
      const inVolume = [...entries.keys()].filter((name) => name.startsWith("srv/data/"));
      assert.deepEqual(inVolume, ["srv/data/"]);
    });
  });
}

test("export keeps extended attributes", async () => {
  await using box = await containerIn(containers, "stopped", { script });
  const { options } = await snapshotMount(containers.context, await box.record());
  const upper = options.find((option) => option.startsWith("upperdir="))!.slice("upperdir=".length);
  const note = { "SCHILY.xattr.user.note": "kept" };
  const made = pack();
  made.entry({ name: "noted", pax: note }, "x");
  made.finalize();
  const unpacking = promisify(execFile)("tar", ["-x", "--xattrs", "-C", join(upper, "srv")]);
  await pipeline(made as unknown as NodeJS.ReadableStream, unpacking.child.stdin!);
  await unpacking;
  const archive = Readable.from(exportContainer(containers.context, await box.record()), { objectMode: false });
  const noted = (await entriesOf(archive)).find(({ name }) => name === "srv/noted");
  const pax = noted?.pax as unknown as Partial<typeof note> | undefined; // As pax(1) has it: texts by name.
  assert.equal(pax?.["SCHILY.xattr.user.note"], "kept");
});

describe("export to a file", () => {
  test("is what tar(1) unpacks", async () => {
    await using box = await containerIn(containers, "stopped", { script });
    await using home = await hostDirectory(containers);
    await exportToFile(home.context, await box.record(), "box.tar");
    assert.deepEqual(await readdir(home.path), ["box.tar"]);
    assert.equal((await stat(join(home.path, "box.tar"))).mode & 0o777, 0o600);
    await mkdir(join(home.path, "root"));
    await promisify(execFile)("tar", ["-x", "-f", "box.tar", "-C", "root", "--exclude=dev"], { cwd: home.path });
    const unpacked = await stat(join(home.path, "root/srv/a"));
    assert.deepEqual([unpacked.uid, unpacked.gid, unpacked.mode & 0o7777, unpacked.nlink], [1000, 1001, 0o4711, 2]);
  });

  test("leaves no file where it fails or is cancelled", async () => {
    await using box = await containerIn(containers, "stopped");
    await using home = await hostDirectory(containers);
    const record = await box.record();
    await assert.rejects(exportToFile(home.context, record, "no/where.tar"), { code: "INVALID_VALUE", exitCode: 1 });
    const aborted = { ...home.context, signal: AbortSignal.abort() };
    await assert.rejects(exportToFile(aborted, record, "box.tar"), { name: "AbortError" });
    assert.deepEqual(await readdir(home.path), []);
  });
});
