import assert from "node:assert/strict";
import { chmod, chown, link, readdir, readFile, stat, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { archiveFrom, copyTo } from "../../../src/container/copy/copy.ts";
import { containerIn, entriesOf, filesAt, hostDirectory, states } from "../../support/container-files.ts";
import { type Containers, startContainers } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

for (const state of states) {
  describe(`cp into a ${state} container`, () => {
    const cases: readonly [source: string, target: string, gives: Readonly<Record<string, string>>][] = [
      ["file", "/srv", { "srv/file": "f" }],
      ["file", "/srv/", { "srv/file": "f" }],
      ["file", "/srv/new", { "srv/new": "f" }],
      ["file", "srv/old", { "srv/old": "f" }],
      ["dir", "/srv", { "srv/dir/a": "a", "srv/dir/sub/b": "b" }],
      ["dir/", "/srv", { "srv/dir/a": "a", "srv/dir/sub/b": "b" }],
      ["dir/.", "/srv", { "srv/a": "a", "srv/sub/b": "b" }],
      ["dir", "/srv/new", { "srv/new/a": "a", "srv/new/sub/b": "b" }],
      ["dir", "/srv/new/", { "srv/new/a": "a", "srv/new/sub/b": "b" }],
      ["dir/.", "/srv/new", { "srv/new/a": "a", "srv/new/sub/b": "b" }],
      ["dir/sub/../a", "/srv/link", { "srv/real/a": "a" }],
    ];
    for (const [source, target, gives] of cases) {
      test(`${source} to ${target} gives ${Object.keys(gives).join(", ")}`, async () => {
        await using box = await containerIn(containers, state, {
          script: "echo -n o > /srv/old; mkdir /srv/real; ln -s real /srv/link",
        });
        await using home = await hostDirectory(containers, { file: "f", "dir/a": "a", "dir/sub/b": "b" });
        await copyTo(home.context, await box.record(), source, target);
        assert.deepEqual(await filesAt(containers, box, "/srv"), { "srv/link": "-> real", "srv/old": "o", ...gives });
      });
    }

    const failures: readonly [source: string, target: string, error: { code: string; message: RegExp }][] = [
      ["nothing", "/srv", { code: "NOT_FOUND", message: /^the source is not on the host: nothing$/ }],
      ["file/", "/srv", { code: "INVALID_VALUE", message: /^not a directory: file\/$/ }],
      [
        "file",
        "/srv/no/where",
        { code: "NOT_FOUND", message: /^the directory of the target is not in container .+: \/srv\/no\/where$/ },
      ],
      [
        "file",
        "/srv/new/",
        { code: "NOT_FOUND", message: /^the target directory is not in container .+: \/srv\/new\/$/ },
      ],
      ["dir", "/etc/passwd", { code: "INVALID_VALUE", message: /^cannot copy a directory to a file: \/etc\/passwd$/ }],
      ["file", "/etc/passwd/", { code: "INVALID_VALUE", message: /^not a directory: \/etc\/passwd\/$/ }],
    ];
    test("says what is wrong, and changes nothing", async () => {
      await using box = await containerIn(containers, state);
      await using home = await hostDirectory(containers, { file: "f", "dir/a": "a" });
      for (const [source, target, error] of failures) {
        await assert.rejects(copyTo(home.context, await box.record(), source, target), { ...error, exitCode: 1 });
      }
      assert.deepEqual(await filesAt(containers, box, "/srv"), {});
    });

    test("keeps owners, permissions, times, links and FIFOs", async () => {
      await using box = await containerIn(containers, state);
      await using home = await hostDirectory(containers, { "tree/tool": "#!", "tree/deep/x": "x" });
      const at = (path: string) => join(home.path, "tree", path);
      await chown(at("tool"), 1000, 1001);
      await chmod(at("tool"), 0o4751);
      await link(at("tool"), at("again"));
      await symlink("/nowhere", at("dangling"));
      await chmod(at("deep"), 0o2775);
      await utimes(at("deep"), 1e9, 1e9);
      await utimes(at("tool"), 1e9, 1e9);
      await copyTo(home.context, await box.record(), "tree", "/srv");
      const archive = await entriesOf(await archiveFrom(containers.context, await box.record(), "/srv/tree"));
      const seen = archive.map(({ name, type, mode, uid, gid, linkname }) => ({
        name,
        type,
        mode,
        uid,
        gid,
        linkname,
      }));
      const root = { uid: 0, gid: 0, linkname: null };
      assert.deepEqual(seen, [
        { name: "tree/", type: "directory", mode: 0o755, ...root },
        { name: "tree/again", type: "file", mode: 0o4751, uid: 1000, gid: 1001, linkname: null },
        { name: "tree/dangling", type: "symlink", mode: 0o777, ...root, linkname: "/nowhere" },
        { name: "tree/deep/", type: "directory", mode: 0o2775, ...root },
        { name: "tree/deep/x", type: "file", mode: 0o644, ...root },
        { name: "tree/tool", type: "link", mode: 0o4751, uid: 1000, gid: 1001, linkname: "tree/again" },
      ]);
      const dated = archive.filter(({ mtime }) => mtime.getTime() === 1e12).map(({ name }) => name);
      assert.deepEqual(dated, ["tree/again", "tree/deep/", "tree/tool"]);
    });

    test("never leaves the container by a link that lies in it", async () => {
      await using home = await hostDirectory(containers, { file: "new", "outside/secret": "old" });
      const outside = join(home.path, "outside");
      const links = { abs: outside, up: `../../../../../../../..${outside}`, dots: "../../../../../../../../.." };
      const script = Object.entries(links)
        .map(([name, to]) => `ln -s ${to} /srv/${name}`)
        .join("; ");
      await using box = await containerIn(containers, state, {
        script: `${script}; ln -s ${outside}/secret /srv/file-link`,
      });
      for (const name of ["abs", "up"]) {
        await assert.rejects(copyTo(home.context, await box.record(), "file", `/srv/${name}/x`), { code: "NOT_FOUND" });
      }
      await assert.rejects(copyTo(home.context, await box.record(), "file", "/srv/file-link"), { code: "NOT_FOUND" });
      await copyTo(home.context, await box.record(), "file", "/srv/dots/landed");
      await copyTo(home.context, await box.record(), "file", "/../../../landed-too");
      assert.deepEqual(await filesAt(containers, box, "/landed"), { landed: "new" });
      assert.deepEqual(await filesAt(containers, box, "/landed-too"), { "landed-too": "new" });
      assert.deepEqual(await readdir(outside), ["secret"]);
      assert.equal(await readFile(join(outside, "secret"), "utf8"), "old");
    });

    test("reaches volumes, as the container does", async () => {
      await using home = await hostDirectory(containers, { file: "f", "volume/inside": "v", "fixed/x": "x" });
      const volume = [`${home.path}/volume:/srv/data`, `${home.path}/fixed:/fixed:ro`];
      await using box = await containerIn(containers, state, { script: "ln -s srv/data /short", volume });
      await copyTo(home.context, await box.record(), "file", "/short/new");
      assert.equal(await readFile(join(home.path, "volume/new"), "utf8"), "f");
      assert.deepEqual(await filesAt(containers, box, "/srv"), { "srv/data/inside": "v", "srv/data/new": "f" });
      const readonly = { code: "INVALID_VALUE", message: "read-only location: /fixed/file", exitCode: 1 };
      await assert.rejects(copyTo(home.context, await box.record(), "file", "/fixed"), readonly);
    });

    test("is refused where the root file system is read-only", async () => {
      await using home = await hostDirectory(containers, { file: "f" });
      await using box = await containerIn(containers, state, { readOnly: true });
      const error = { code: "INVALID_VALUE", message: "read-only location: /srv/file", exitCode: 1 };
      await assert.rejects(copyTo(home.context, await box.record(), "file", "/srv"), error);
    });

    test("replaces links and files, but no directory by a file nor a file by a directory", async () => {
      await using box = await containerIn(containers, state, {
        script: "mkdir /srv/a; echo -n b > /srv/b; ln -s /etc/passwd /srv/c",
      });
      await using home = await hostDirectory(containers, {
        a: "1",
        "b/x": "2",
        c: "3",
        "tree/a": "4",
        "tree2/b/x": "5",
        "tree3/c": "6",
      });
      const { context } = home;
      const message = (text: string) => ({ code: "INVALID_VALUE", message: text, exitCode: 1 });
      await assert.rejects(
        copyTo(context, await box.record(), "tree/.", "/srv"),
        message("cannot overwrite a directory with a file: /srv/a"),
      );
      await assert.rejects(
        copyTo(context, await box.record(), "tree2/.", "/srv"),
        message("cannot overwrite a file with a directory: /srv/b"),
      );
      await copyTo(context, await box.record(), "tree3/.", "/srv");
      assert.deepEqual(await filesAt(containers, box, "/srv"), { "srv/b": "b", "srv/c": "6" });
    });
  });
}

test("where only the kernel makes files, cp is refused", async () => {
  await using box = await containers.run();
  await using home = await hostDirectory(containers, { file: "f" });
  const message = /^no file can be made there \(E\w+\): \/proc\/new$/;
  const copied = copyTo(home.context, await box.record(), "file", "/proc/new");
  await assert.rejects(copied, { code: "INVALID_VALUE", exitCode: 1, message });
});

test("a file that is mounted is written in place", async () => {
  await using home = await hostDirectory(containers, { new: "new\n", mounted: "old\n" });
  await using box = await containers.run({ volume: [`${home.path}/mounted:/srv/mounted`] });
  const { ino } = await stat(join(home.path, "mounted"));
  await copyTo(home.context, await box.record(), "new", "/srv/mounted");
  assert.equal(await box.output("cat", "/srv/mounted"), "new\n");
  assert.equal((await stat(join(home.path, "mounted"))).ino, ino);
});
