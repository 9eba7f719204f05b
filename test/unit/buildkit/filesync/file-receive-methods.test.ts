import { deepEqual, equal, rejects } from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileReceiveMethods, type ReceiveTarget } from "../../../../src/buildkit/filesync/file-receive-methods.ts";
import { packetTypes, readPacket } from "../../../../src/buildkit/filesync/packet.ts";
import { PacketWriter } from "../../../../src/buildkit/filesync/packet-writer.ts";
import type { TreeEntry } from "../../../../src/buildkit/filesync/tree-entry.ts";
import { WireWriter } from "../../../../src/rpc/wire-writer.ts";
import { type MadeCall, makeCall } from "../../../support/session-call.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const directoryMode = 2 ** 31 + 0o755;
const linkMode = 2 ** 27 + 0o777;

describe("FileSend.DiffCopy", () => {
  for (const path of ["../out", "/etc/out", "a/../../out", "a//b", "", ".", "a/./b"]) {
    it(`refuses a path that leads out: ${JSON.stringify(path)}`, async () => {
      await using directory = await temporaryDirectory();
      const target = join(directory.path, "target");
      await rejects(sent(target, [file(path, "content")]), { code: "ARCHIVE_INVALID" });
      deepEqual(readdirSync(directory.path, { recursive: true }), ["target"]);
    });
  }

  it("refuses a file below a link that was sent before it", async () => {
    await using directory = await temporaryDirectory();
    const [target, outside] = [join(directory.path, "target"), join(directory.path, "outside")];
    mkdirSync(outside);
    await rejects(sent(target, [{ ...file("way"), mode: linkMode, target: outside }, file("way/in", "content")]), {
      code: "ARCHIVE_INVALID",
    });
    deepEqual(readdirSync(outside), []);
  });

  it("refuses a hard link to what lies outside", async () => {
    await using directory = await temporaryDirectory();
    writeFileSync(join(directory.path, "secret"), "secret");
    const link = { ...file("link"), target: "../secret" };
    await rejects(sent(join(directory.path, "target"), [link]), { code: "ARCHIVE_INVALID" });
    deepEqual(readdirSync(join(directory.path, "target")), []);
  });

  it("makes directories in place of files and links, files in place of directories", async () => {
    await using directory = await temporaryDirectory();
    const [target, outside] = [join(directory.path, "target"), join(directory.path, "outside")];
    mkdirSync(join(target, "full/deep"), { recursive: true });
    mkdirSync(outside);
    symlinkSync(outside, join(target, "link"));
    symlinkSync(join(outside, "file"), join(target, "file"));
    await sent(target, [
      file("file", "1"),
      file("full", "2"),
      { ...file("link"), mode: directoryMode },
      file("link/in", "3"),
      { ...file("new"), mode: linkMode, target: "/anywhere" },
      { ...file("other"), target: "file" },
    ]);
    deepEqual(readdirSync(outside), []);
    deepEqual(
      ["file", "full", "link/in", "other"].map((path) => readFileSync(join(target, path), "utf8")),
      ["1", "2", "3", "1"],
    );
    equal(readlinkSync(join(target, "new")), "/anywhere");
    equal(statSync(join(target, "other")).nlink, 2);
  });

  it("sets a directory's mode and time when all is in it", async () => {
    await using directory = await temporaryDirectory();
    const entry = { ...file("a"), mode: 2 ** 31 + 0o500, modifiedNs: 1_000_000_000_000_000_000n };
    await sent(directory.path, [entry, file("a/file", "1")]);
    const { mode, mtimeMs } = statSync(join(directory.path, "a"));
    deepEqual([mode & 0o7777, mtimeMs], [0o500, 1e12]);
  });

  it("leaves no half file where BuildKit stops, gives up, or complains", async () => {
    await using directory = await temporaryDirectory();
    const target = join(directory.path, "target");
    mkdirSync(target);
    writeFileSync(join(target, "file"), "old");
    const half = async (end: (call: MadeCall) => void) => {
      const call = callTo({ kind: "directory", path: target });
      const writer = new PacketWriter(65536);
      writer.stat({ ...file("file"), size: 100 });
      say(call, writer);
      await firstRequest(call);
      writer.dataPlace().write("half");
      writer.data(0, 4);
      say(call, writer);
      end(call);
      for await (const _message of call.answers);
    };
    await rejects(
      half((call) => call.hangUp()),
      { status: "CANCELLED" },
    );
    await rejects(
      half((call) => call.cancel()),
      { name: "AbortError" },
    );
    await rejects(
      half((call) => call.say(Buffer.from([0x08, packetTypes.error, 0x22, 2, ...Buffer.from("no")]))),
      {
        message: "no",
      },
    );
    deepEqual(readdirSync(target), ["file"]);
    equal(readFileSync(join(target, "file"), "utf8"), "old");
  });

  it("replaces an archive only with a whole one", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "out.tar");
    writeFileSync(path, "old");
    const broken = callTo({ kind: "file", path });
    broken.say(bytesMessage("half"));
    broken.cancel();
    await rejects(toEnd(broken), { name: "AbortError" });
    equal(readFileSync(path, "utf8"), "old");
    const whole = callTo({ kind: "file", path });
    whole.say(bytesMessage("whole "));
    whole.say(bytesMessage("archive"));
    whole.hangUp();
    await toEnd(whole);
    equal(readFileSync(path, "utf8"), "whole archive");
    deepEqual(readdirSync(directory.path), ["out.tar"]);
  });

  it("sends each exporter's result to its place, and refuses one that has none", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "second");
    const method = fileReceiveMethods(new Map([[1, { kind: "file", path }]])).get(
      "/moby.filesync.v1.FileSend/DiffCopy",
    )!;
    const call = makeCall(method, { "buildkit-attachable-exporter-id": ["1"] });
    call.hangUp();
    await toEnd(call);
    deepEqual(readdirSync(directory.path), ["second"]);
    await rejects(toEnd(makeCall(method)), { status: "NOT_FOUND" });
  });
});

interface SentFile extends TreeEntry {
  readonly content?: string;
}

function file(path: string, content = ""): SentFile {
  const size = content.length;
  return { path, mode: 0o644, uid: 0, gid: 0, size, modifiedNs: 0n, target: "", content };
}

function callTo(target: ReceiveTarget): MadeCall {
  return makeCall(fileReceiveMethods(new Map([[0, target]])).get("/moby.filesync.v1.FileSend/DiffCopy")!);
}

/** Plays BuildKit: says what there is, and sends what it is asked for until the other side has all. */
async function sent(target: string, files: readonly SentFile[]): Promise<void> {
  const call = callTo({ kind: "directory", path: target });
  const writer = new PacketWriter(65536);
  for (const one of files) writer.stat(one);
  writer.endOfStats();
  say(call, writer);
  for await (const message of call.answers) {
    const { type, id } = readPacket(message);
    if (type === packetTypes.finish) call.say(message);
    if (type !== packetTypes.request) continue;
    const length = writer.dataPlace().write(files[id]!.content ?? "");
    if (length > 0) writer.data(id, length);
    writer.endOfFile(id);
    say(call, writer);
  }
}

function say(call: MadeCall, writer: PacketWriter): void {
  const frames = writer.take();
  for (let at = 0; at < frames.length; ) {
    const end = at + 5 + frames.readUInt32BE(at + 1);
    call.say(frames.subarray(at + 5, end));
    at = end;
  }
}

async function firstRequest({ answers }: MadeCall): Promise<void> {
  const iterator = answers[Symbol.asyncIterator]();
  equal(readPacket((await iterator.next()).value).type, packetTypes.request);
}

async function toEnd({ answers }: MadeCall): Promise<void> {
  for await (const _message of answers);
}

function bytesMessage(text: string): Buffer {
  const writer = new WireWriter();
  writer.varint(0x0a);
  writer.string(text);
  return writer.finish();
}
