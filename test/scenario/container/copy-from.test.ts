import assert from "node:assert/strict";
import { lstatSync } from "node:fs";
import { lstat, mkdir, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runCommand } from "../../../src/commands/container/run.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { copyFrom } from "../../../src/container/copy/copy.ts";
import { containerName, findContainer } from "../../../src/container/record/lookup.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { runContainer } from "../../../src/container/run.ts";
import { startContainer } from "../../../src/container/start.ts";
import { attachedOutput } from "../../../src/container/streams/collect-output.ts";
import { closeStreams } from "../../../src/container/streams/process-streams.ts";
import { containerIn, filesIn, hostDirectory, states } from "../../support/container-files.ts";
import { type Containers, startContainers } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

for (const state of states) {
  describe(`cp out of a ${state} container`, () => {
    const tree =
      "mkdir -p /srv/dir/sub; cd /srv; echo -n f > file; echo -n a > dir/a; echo -n b > dir/sub/b; ln -s dir link";
    const cases: readonly [source: string, target: string, gives: Readonly<Record<string, string>>][] = [
      ["/srv/file", "here", { "here/file": "f" }],
      ["srv/file", "new", { new: "f" }],
      ["/srv/file", "old", { old: "f" }],
      ["/srv/dir", "here", { "here/dir/a": "a", "here/dir/sub/b": "b" }],
      ["/srv/dir/.", "here", { "here/a": "a", "here/sub/b": "b" }],
      ["/srv/dir", "new", { "new/a": "a", "new/sub/b": "b" }],
      ["/srv/link/", "new", { "new/a": "a", "new/sub/b": "b" }],
      ["/srv/link", "here", { "here/link": "-> dir" }],
      ["/srv/dir/sub/../a", ".", { a: "a" }],
    ];
    for (const [source, target, gives] of cases) {
      test(`${source} to ${target} gives ${Object.keys(gives).join(", ")}`, async () => {
        await using box = await containerIn(containers, state, { script: tree });
        await using home = await hostDirectory(containers, { old: "o" });
        await mkdir(join(home.path, "here"));
        await copyFrom(home.context, await box.record(), source, target);
        assert.deepEqual(await filesIn(home.path), { old: "o", ...gives });
      });
    }

    test("says what is wrong", async () => {
      await using box = await containerIn(containers, state, { script: tree });
      await using home = await hostDirectory(containers, { old: "o" });
      const inside = `in container ${containerName(await box.record())}`;
      const fails = async (source: string, target: string, message: string) =>
        await assert.rejects(copyFrom(home.context, await box.record(), source, target), { message, exitCode: 1 });
      await fails("/srv/no", ".", `the source is not ${inside}: /srv/no`);
      await fails("/srv/no/where", ".", `the source is not ${inside}: /srv/no/where`);
      await fails("/srv/file/", ".", "not a directory: /srv/file/");
      await fails("/srv/file", "no/where", "the directory of the target is not on the host: no/where");
      await fails("/srv/file", "new/", "the target directory is not on the host: new/");
      await fails("/srv/dir", "old", "cannot copy a directory to a file: old");
      assert.deepEqual(await filesIn(home.path), { old: "o" });
    });

    test("brings owners, permissions, hard links and FIFOs along", async () => {
      const script =
        "mkdir /srv/t; cd /srv/t; echo x > a; ln a b; chown 1000:1001 a; chmod 4711 a; mkfifo -m 640 pipe; ln -s /etc/passwd l";
      await using box = await containerIn(containers, state, { script });
      await using home = await hostDirectory(containers);
      await copyFrom(home.context, await box.record(), "/srv/t", "t");
      const at = (name: string) => lstatSync(join(home.path, "t", name));
      const { uid, gid, mode, nlink, ino } = at("a");
      assert.deepEqual(
        { uid, gid, mode, nlink, ino },
        { uid: 1000, gid: 1001, mode: 0o104711, nlink: 2, ino: at("b").ino },
      );
      assert.ok(at("pipe").isFIFO());
      assert.equal(at("pipe").mode & 0o777, 0o640);
      assert.equal(await readlink(join(home.path, "t/l")), "/etc/passwd");
    });

    test("reads nothing of the host through a link", async () => {
      await using home = await hostDirectory(containers, { secret: "host" });
      await using box = await containerIn(containers, state, {
        script: `ln -s ${home.path} /srv/abs; ln -s ../../../../../..${home.path}/secret /srv/up`,
      });
      await assert.rejects(copyFrom(home.context, await box.record(), "/srv/abs/secret", "got"), { code: "NOT_FOUND" });
      await assert.rejects(copyFrom(home.context, await box.record(), "/srv/abs/", "got"), { code: "NOT_FOUND" });
      await copyFrom(home.context, await box.record(), "/srv/up", "got");
      assert.ok((await lstat(join(home.path, "got"))).isSymbolicLink());
    });
  });
}

test("what was to go with its exit, and did not, is copied from, and started again with its files", async () => {
  const { context } = containers;
  const words = ["busybox", "sh", "-c", "cat /left || echo -n left > /left"];
  const options = readInput(runCommand, words, { network: "none" });
  const { id, exit, streams } = await runContainer(context, options, { detach: false });
  await exit;
  closeStreams(streams!);
  const record = await findContainer(context, id);
  await using home = await hostDirectory(containers);
  await copyFrom(home.context, record, "/left", "copy");
  assert.deepEqual(await filesIn(home.path), { copy: "left" });
  const again = await startContainer(context, record, { attach: true, interactive: false });
  const { stdout } = await attachedOutput(context, { id }, { exit: again!.exit, streams: again!.streams! });
  assert.equal(Buffer.from(stdout).toString(), "left");
  await removeContainer(context, record, { force: true, volumes: true });
});

test("an aborted copy stops between two pieces of a file", async () => {
  await using box = await containerIn(containers, "running", {
    script: "dd if=/dev/zero of=/srv/large bs=1M count=64 2>/dev/null",
  });
  await using home = await hostDirectory(containers);
  const controller = new AbortController();
  const reason = new Error("enough");
  const copying = copyFrom({ ...home.context, signal: controller.signal }, await box.record(), "/srv/large", "large");
  setImmediate(() => controller.abort(reason));
  await assert.rejects(copying, reason);
  assert.ok((await stat(join(home.path, "large")).catch(() => ({ size: 0 }))).size < 64 << 20);
});
