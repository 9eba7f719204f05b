import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { pack } from "tar-stream";
import { archiveFrom, copyFrom, copyTo, extractTo } from "../../../src/container/copy/copy.ts";
import { filesOf } from "../../../src/container/copy/files/tar-files.ts";
import { tarEnd, tarHeader } from "../../../src/image/archive/tar-writer.ts";
import { enlistDeputy } from "../../../src/platform/deputy/ask.ts";
import { readAttributes } from "../../../src/platform/deputy/attributes.ts";
import { until } from "../../support/condition.ts";
import { containerIn, entriesOf, filesAt, hostDirectory, states } from "../../support/container-files.ts";
import { type Containers, startContainers } from "../../support/containers.ts";
import { mountsBelow } from "../../support/mount-table.ts";
import { processTable } from "../../support/process-table.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

/** Any bytes, as capabilities and access control lists have them (linux/capability.h, linux/posix_acl_xattr.h). */
const attributes = new Map(
  Object.entries({
    "security.capability": "0100000200200000000000000000000000000000",
    "system.posix_acl_access":
      "0200000001000600ffffffff020004004500000004000500ffffffff10000700ffffffff20000400ffffffff",
    "trusted.note": "c328feff003d0a",
  }).map(([name, hex]) => [name, Buffer.from(hex, "hex")]),
);

for (const state of states) {
  describe(`the archives of a ${state} container`, () => {
    test("have the last component of the path as their top, or what is in it", async () => {
      await using box = await containerIn(containers, state, { script: "mkdir /srv/d; echo -n 1 > /srv/d/x" });
      const names = async (path: string) =>
        (await entriesOf(await archiveFrom(containers.context, await box.record(), path))).map(({ name }) => name);
      assert.deepEqual(await names("/srv/d"), ["d/", "d/x"]);
      assert.deepEqual(await names("/srv/d/."), ["./", "x"]);
      assert.deepEqual(await names("/srv/d/x"), ["x"]);
      assert.ok((await names("/")).includes("srv/d/x"));
    });

    test("come back as they were, however large and strangely named", async () => {
      const long = "n".repeat(120);
      await using box = await containerIn(containers, state, {
        script: `mkdir -p '/srv/t/${long}' && cd /srv/t && dd if=/dev/urandom of='${long}/ä b' bs=1M count=20 2>/dev/null; chmod 000 '${long}/ä b'; chown 3000000 '${long}'`,
      });
      const first = await buffer(await archiveFrom(containers.context, await box.record(), "/srv/t/."));
      await extractTo(containers.context, await box.record(), "/tmp", Readable.from([first]));
      const second = await buffer(await archiveFrom(containers.context, await box.record(), "/tmp/."));
      const entries = async (tar: Buffer) => (await entriesOf(Readable.from([tar]))).slice(1); // Without the top, which was there.
      assert.deepEqual(await entries(second), await entries(first));
      assert.equal((await entries(first))[1]?.mode, 0);
    });

    test("keep extended attributes, as cp does both ways", async (t) => {
      await using box = await containerIn(containers, state);
      await using home = await hostDirectory(containers);
      enlistDeputy(join(home.path, "bin"));
      t.after(() => enlistDeputy(undefined));
      const entry = { name: "tool", type: "file", mode: 0o674, attributes } as const;
      await extractTo(containers.context, await box.record(), "/srv", Readable.from([tarHeader(entry), tarEnd]));
      await copyFrom(home.context, await box.record(), "/srv", "copied");
      assert.deepEqual(await readAttributes(join(home.path, "copied/tool")), attributes);
      await copyTo(home.context, await box.record(), "copied", "/tmp/back");
      const files = filesOf(await archiveFrom(containers.context, await box.record(), "/tmp/back/tool"));
      assert.deepEqual((await files.next()).value?.attributes, attributes);
      await files.return(undefined);
    });

    test("cannot write outside by their names or links", async () => {
      await using home = await hostDirectory(containers, { "outside/x": "old" });
      const outside = join(home.path, "outside");
      await using box = await containerIn(containers, state, { script: "ln -s /usr /lib; mkdir /usr" });
      const unpack = async (fill: (tar: ReturnType<typeof pack>) => void) => {
        const tar = pack();
        fill(tar);
        tar.finalize();
        await extractTo(containers.context, await box.record(), "/", Readable.from(tar, { objectMode: false }));
      };
      await assert.rejects(
        unpack((tar) => tar.entry({ name: "../../escaped" }, "no")),
        { code: "ARCHIVE_INVALID", message: /^a path that leads out of the archive: / },
      );
      await assert.rejects(
        unpack((tar) => tar.entry({ name: "hard", type: "link", linkname: `../../../../${outside}/x` })),
        { code: "ARCHIVE_INVALID" },
      );
      await assert.rejects(
        unpack((tar) => {
          tar.entry({ name: "way", type: "symlink", linkname: outside });
          tar.entry({ name: "way/x" }, "new");
        }),
      );
      await unpack((tar) => tar.entry({ name: "lib/tool" }, "t"));
      assert.deepEqual(await filesAt(containers, box, "/usr"), { "usr/tool": "t" });
      assert.equal(readFileSync(join(outside, "x"), "utf8"), "old");
    });

    test("are refused where they are none, or where there is no directory for them", async () => {
      await using box = await containerIn(containers, state);
      const record = await box.record();
      const noTar = () => Readable.from([Buffer.alloc(2048, "x")]);
      await assert.rejects(extractTo(containers.context, record, "/srv", noTar()), {
        code: "ARCHIVE_INVALID",
        exitCode: 1,
      });
      await assert.rejects(extractTo(containers.context, record, "/etc/passwd", noTar()), {
        code: "INVALID_VALUE",
        message: "not a directory: /etc/passwd",
      });
      await assert.rejects(extractTo(containers.context, record, "/no", noTar()), { code: "NOT_FOUND" });
    });
  });
}

test("a stopped container's files leave no mount and no process behind, not even while they are read", async () => {
  await using box = await containerIn(containers, "stopped");
  const children = () => processTable().filter(({ parent }) => parent === process.pid).length;
  const before = children();
  const archive = await archiveFrom(containers.context, await box.record(), "/");
  await until("the child that has mounted them is gone", () => children() === before);
  assert.deepEqual(await mountsBelow(containers.context.settings.runtimeDir), []);
  assert.ok((await entriesOf(archive)).some(({ name }) => name === "bin/busybox"));
});
