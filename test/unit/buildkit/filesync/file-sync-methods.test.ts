import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileSyncMethods } from "../../../../src/buildkit/filesync/file-sync-methods.ts";
import type { SessionMethod } from "../../../../src/buildkit/session/session-call.ts";
import { decodeName } from "../../../../src/file-name.ts";
import { enlistDeputy } from "../../../../src/platform/deputy/ask.ts";
import { writeAttributes } from "../../../../src/platform/deputy/attributes.ts";
import { receiveTree } from "../../../support/fsutil-receiver.ts";
import { type MadeCall, makeCall } from "../../../support/session-call.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const second = 1_700_000_000;

describe("FileSync.DiffCopy", () => {
  it("sends names in the order of their bytes, kinds, modes, times and links", async () => {
    await using directory = await temporaryDirectory();
    const root = directory.path;
    mkdirSync(join(root, "a"));
    writeFileSync(join(root, "a/one"), "first");
    linkSync(join(root, "a/one"), join(root, "a.two"));
    writeFileSync(join(root, "set"), "");
    chmodSync(join(root, "set"), 0o6755);
    mkdirSync(join(root, "empty"));
    chmodSync(join(root, "empty"), 0o1777);
    symlinkSync("../out", join(root, "link"));
    execFileSync("mkfifo", ["-m", "600", join(root, "pipe")]);
    for (const path of ["a/one", "set", "a", "empty", "pipe"]) utimesSync(join(root, path), second, second);
    lutimesSync(join(root, "link"), second, second);
    await using _socket = await listening(join(root, "socket"));

    const { entries, contents } = await receiveTree(callOf(root));

    const same = { uid: 0, gid: 0, size: 0, modifiedNs: BigInt(second) * 1_000_000_000n, target: "" };
    deepEqual(entries, [
      { ...same, path: "a", mode: 2 ** 31 + 0o755 },
      { ...same, path: "a/one", mode: 0o644, size: 5 },
      { ...same, path: "a.two", mode: 0o644, target: "a/one" },
      { ...same, path: "empty", mode: 2 ** 31 + 2 ** 20 + 0o777 },
      { ...same, path: "link", mode: 2 ** 27 + 0o777, target: "../out" },
      { ...same, path: "pipe", mode: 2 ** 25 + 0o600 },
      { ...same, path: "set", mode: 2 ** 23 + 2 ** 22 + 0o755 },
    ]);
    deepEqual(
      [...contents].map(([path, content]) => [path, content.toString()]),
      [
        ["a/one", "first"],
        ["set", ""],
      ],
    );
  });

  it("keeps names that are no UTF-8, and orders those beyond U+FFFF", async () => {
    await using directory = await temporaryDirectory();
    const names = [Buffer.from("\uff5e"), Buffer.from("😀"), Buffer.from([0x61, 0xff, 0x62]), Buffer.from("ä\ufffd")];
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${directory.path}/`), name]), name);

    const { entries, contents } = await receiveTree(callOf(directory.path));

    const expected = names.toSorted(Buffer.compare).map(decodeName);
    deepEqual(
      entries.map(({ path }) => path),
      expected,
    );
    for (const name of names) deepEqual(contents.get(decodeName(name)), name);
  });

  it("sends the directories that lead to what an exception takes back, before it", async () => {
    await using directory = await temporaryDirectory();
    for (const path of ["a/b/c/keep", "a/b/drop", "a/z/drop", "d/drop"]) write(directory.path, path);
    const call = callOf(directory.path, { "exclude-patterns": ["*", "!a/b/c"] });
    deepEqual(await pathsOf(call), ["a", "a/b", "a/b/c", "a/b/c/keep"]);
  });

  it("sends what followed paths lead to, links and globs among them", async () => {
    await using directory = await temporaryDirectory();
    for (const path of ["real/file", "real/other", "x/y.md", "x/z.txt", "deep/er/f"]) write(directory.path, path);
    symlinkSync("real/file", join(directory.path, "link"));
    symlinkSync("/deep", join(directory.path, "up"));
    symlinkSync("loop", join(directory.path, "loop"));
    const follow = async (...followpaths: string[]) => await pathsOf(callOf(directory.path, { followpaths }));
    deepEqual(await follow("link", "loop"), ["link", "loop", "real", "real/file"]);
    deepEqual(await follow("up/er"), ["deep", "deep/er", "deep/er/f", "up"]);
    deepEqual(await follow("x/*.md", "absent"), ["x", "x/y.md"]);
    deepEqual(await follow("l*"), ["link", "loop", "real", "real/file"]);
    equal((await follow(".")).length, 12);
  });

  it("reads values that come as in a query", async () => {
    await using directory = await temporaryDirectory();
    for (const path of ["é b", "c"]) write(directory.path, path);
    const encoded = { "exclude-patterns": ["%C3%A9+b"], "exclude-patterns-encoded": ["1"] };
    deepEqual(await pathsOf(callOf(directory.path, encoded)), ["c"]);
  });

  it("sends attributes, each file's own", async () => {
    await using directory = await temporaryDirectory();
    for (const path of ["a/b", "c", "d"]) write(directory.path, path);
    enlistDeputy(join(directory.path, ".bin"));
    const attributes = new Map([["user.note", Buffer.from("said\0")]]);
    for (const path of ["a", "c"]) await writeAttributes(join(directory.path, path), { attributes });
    const { entries } = await receiveTree(callOf(directory.path, { "exclude-patterns": [".bin"] }));
    enlistDeputy(undefined);
    deepEqual(
      entries.map((entry) => [entry.path, entry.attributes]),
      [
        ["a", attributes],
        ["a/b", undefined],
        ["c", attributes],
        ["d", undefined],
      ],
    );
  });

  it("answers for a context of another name, and for none that it does not have", async () => {
    await using directory = await temporaryDirectory();
    write(directory.path, "file");
    const method = methodOf({ context: "/nowhere", assets: directory.path });
    deepEqual(await pathsOf(makeCall(method, { "dir-name": ["assets"] })), ["file"]);
    await rejects(receiveTree(makeCall(method, { "dir-name": ["other"] })), { status: "NOT_FOUND" });
  });

  it("sends a gigabyte with a few megabytes in its hands", async () => {
    await using directory = await temporaryDirectory();
    const size = 2 ** 30;
    writeFileSync(join(directory.path, "huge"), "start");
    truncateSync(join(directory.path, "huge"), size);
    const call = callOf(directory.path);
    let received = 0;
    let mostRss = 0;
    const before = process.memoryUsage.rss();
    await receiveTree(call, {
      onData: (_, piece) => {
        received += piece.length;
        if (received % (64 * 1024 * 1024) < 1024 * 1024) mostRss = Math.max(mostRss, process.memoryUsage.rss());
      },
    });
    equal(received, size);
    ok(call.mostHeldBytes < 8 * 1024 * 1024, `${call.mostHeldBytes} bytes held`);
    ok(mostRss - before < 100 * 1024 * 1024, `${mostRss - before} bytes more`);
  });

  it("sends what vanished as empty, what was cut as it is, and of what grows what was there", async () => {
    await using directory = await temporaryDirectory();
    const { path } = directory;
    for (const name of ["cut", "gone", "grows", "kept"]) write(path, name);
    let isChanged = false;
    const { contents } = await receiveTree(callOf(path), {
      onEntry: () => {
        if (isChanged) return;
        isChanged = true;
        rmSync(join(path, "gone"));
        truncateSync(join(path, "cut"), 2);
        appendFileSync(join(path, "grows"), " more");
      },
    });
    deepEqual(Object.fromEntries([...contents].map(([name, content]) => [name, content.toString()])), {
      cut: "cu",
      gone: "",
      grows: "grows more",
      kept: "kept",
    });
  });

  it("tells BuildKit what it cannot read", async () => {
    await rejects(receiveTree(callOf("/nowhere/at/all")), /ENOENT/);
  });

  it("ends with what BuildKit complains about, when it hangs up, and when it gives up", {
    timeout: 20_000,
  }, async () => {
    await using directory = await temporaryDirectory();
    write(directory.path, "file");
    const complaint = callOf(directory.path);
    complaint.say(Buffer.from([0x08, 4, 0x22, 4, ...Buffer.from("full")]));
    await rejects(toEnd(complaint), { message: "full", status: "ABORTED" });
    const gone = callOf(directory.path);
    gone.hangUp();
    await rejects(toEnd(gone), { status: "CANCELLED" });
    const given = callOf(directory.path);
    given.cancel();
    await rejects(toEnd(given), { name: "AbortError" });
  });

  it("lets the event loop turn while it walks and sends", async () => {
    await using directory = await temporaryDirectory();
    for (let index = 0; index < 3000; index++) write(directory.path, `${index % 7}/${index}`);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await receiveTree(callOf(directory.path));
    clearInterval(timer);
    ok(turns > 3, `${turns} turns`);
  });
});

function callOf(root: string, metadata: Readonly<Record<string, readonly string[]>> = {}): MadeCall {
  return makeCall(methodOf({ context: root }), { "dir-name": ["context"], ...metadata });
}

function methodOf(directories: Readonly<Record<string, string>>): SessionMethod {
  return fileSyncMethods({ directories: new Map(Object.entries(directories)) }).get(
    "/moby.filesync.v1.FileSync/DiffCopy",
  )!;
}

async function pathsOf(call: MadeCall): Promise<string[]> {
  const { entries } = await receiveTree(call);
  return entries.map(({ path }) => path);
}

async function toEnd({ answers }: MadeCall): Promise<void> {
  for await (const _message of answers);
}

/** With its own name as content. */
function write(root: string, path: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), path);
}

async function listening(path: string): Promise<AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}
