import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parseBuilderAddress } from "../../../src/buildkit/address.ts";
import { Builder as BuildKit } from "../../../src/buildkit/builder.ts";
import { fileReceiveMethods, type ReceiveTarget } from "../../../src/buildkit/filesync/file-receive-methods.ts";
import { fileSyncMethods } from "../../../src/buildkit/filesync/file-sync-methods.ts";
import { sharedKey } from "../../../src/buildkit/filesync/shared-key.ts";
import { solve } from "../../../src/buildkit/solve.ts";
import { decodeName } from "../../../src/file-name.ts";
import { enlistDeputy } from "../../../src/platform/deputy/ask.ts";
import { readAttributes, writeAttributes } from "../../../src/platform/deputy/attributes.ts";
import { type Builder, startBuilder } from "../../support/builder.ts";
import { buildxBuild } from "../../support/buildx.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const note = new Map([["user.note", Buffer.from("said")]]);

describe("files of a build", { timeout: 300_000 }, () => {
  let builder: Builder;
  let buildkit: BuildKit;

  before(async () => {
    builder = await startBuilder({ network: "none" });
    buildkit = new BuildKit(parseBuilderAddress(`docker://${builder.socket}`));
  });
  after(async () => {
    buildkit?.close();
    enlistDeputy(undefined);
    await builder?.[Symbol.asyncDispose]();
  });

  interface Build {
    readonly context: string;
    readonly target: ReceiveTarget;
    readonly exporter?: string;
    readonly contexts?: Readonly<Record<string, string>>;
  }

  /** The bytes of the context that BuildKit took. */
  async function build({ context, target, exporter = "local", contexts = {} }: Build): Promise<number> {
    const directories = new Map(Object.entries({ context, dockerfile: context, ...contexts }));
    const named = Object.keys(contexts).map((name) => [`context:${name}`, `local:${name}`]);
    let transferred = 0;
    await solve(
      buildkit,
      {
        frontend: "dockerfile.v0",
        frontendAttrs: { filename: "Dockerfile", ...Object.fromEntries(named) },
        exporters: [{ type: exporter, attrs: {} }],
      },
      {
        methods: new Map([...fileSyncMethods({ directories }), ...fileReceiveMethods(new Map([[0, target]]))]),
        sharedKey: sharedKey(context),
        onStatus: ({ statuses }) => {
          for (const { id, current } of statuses)
            if (id.startsWith("transferring context")) transferred = Number(current);
        },
      },
    );
    return transferred;
  }

  it("come back as buildx brings them", async () => {
    await using directory = await temporaryDirectory();
    const context = join(directory.path, "context");
    makeTree(context);
    enlistDeputy(join(directory.path, "bin"));
    for (const path of ["program", "dir/kept"]) await writeAttributes(join(context, path), { attributes: note });
    const [ours, theirs] = [join(directory.path, "ours"), join(directory.path, "theirs")];
    await build({ context, target: { kind: "directory", path: ours } });
    await buildxBuild(builder, directory.path, [`--output=type=local,dest=${theirs}`, context]);
    const tree = treeOf(ours);
    deepEqual(tree, treeOf(theirs));
    for (const { path } of tree)
      deepEqual(await readAttributes(join(ours, path)), await readAttributes(join(theirs, path)), path);
    for (const path of ["program", "dir/kept"]) deepEqual(await readAttributes(join(ours, path)), note);
    ok(tree.length > 15, `${tree.length} files`);
    deepEqual(tree.find(({ path }) => path === "dir/kept/file")?.content, "kept");
  });

  it("replace what is there, and follow no link out of the directory", async () => {
    await using directory = await temporaryDirectory();
    const [context, target, outside] = ["context", "target", "outside"].map((name) => join(directory.path, name)) as [
      string,
      string,
      string,
    ];
    write(context, "Dockerfile", "FROM scratch\nCOPY tree /\n");
    write(context, "tree/dir/file", "new");
    write(context, "tree/file", "new");
    mkdirSync(join(context, "tree/empty"));
    write(outside, "file", "outside");
    mkdirSync(join(target, "file/full"), { recursive: true });
    write(target, "empty", "a file");
    write(target, "other", "stays");
    symlinkSync(outside, join(target, "dir"));
    await build({ context, target: { kind: "directory", path: target } });
    deepEqual(
      treeOf(target).map(({ path, content }) => [path, content]),
      [
        ["dir", undefined],
        ["dir/file", "new"],
        ["empty", undefined],
        ["file", "new"],
        ["other", "stays"],
      ],
    );
    equal(readFileSync(join(outside, "file"), "utf8"), "outside");
  });

  it("go to BuildKit only where they have changed", async () => {
    await using directory = await temporaryDirectory();
    const context = join(directory.path, "context");
    write(context, "Dockerfile", "FROM scratch\nCOPY . /\n");
    write(context, "large", "x".repeat(3_000_000));
    write(context, "small", "1");
    const target: ReceiveTarget = { kind: "directory", path: join(directory.path, "out") };
    ok((await build({ context, target })) > 3_000_000);
    write(context, "small", "22");
    ok((await build({ context, target })) < 100_000);
    equal(readFileSync(join(target.path, "small"), "utf8"), "22");
  });

  it("come from contexts of other names, each with its own ignore rules", async () => {
    await using directory = await temporaryDirectory();
    const [context, assets] = [join(directory.path, "context"), join(directory.path, "assets")];
    write(context, "Dockerfile", "FROM scratch\nCOPY --from=assets . /\n");
    write(assets, ".dockerignore", "*\n!a\n");
    write(assets, "a", "a");
    write(assets, "b", "b");
    const path = join(directory.path, "out");
    await build({ context, contexts: { assets }, target: { kind: "directory", path } });
    deepEqual(readdirSync(path), ["a"]);
  });

  it("are ignored by the rules beside the Dockerfile, where there are such", async () => {
    await using directory = await temporaryDirectory();
    const context = join(directory.path, "context");
    write(context, "Dockerfile", "FROM scratch\nCOPY . /\n");
    write(context, "Dockerfile.dockerignore", "Dockerfile*\n.dockerignore\nb\n");
    write(context, ".dockerignore", "a\n");
    write(context, "a", "a");
    write(context, "b", "b");
    const path = join(directory.path, "out");
    await build({ context, target: { kind: "directory", path } });
    deepEqual(readdirSync(path), ["a"]);
  });

  it("come as an archive, into a file or piece by piece", async () => {
    await using directory = await temporaryDirectory();
    const context = join(directory.path, "context");
    write(context, "Dockerfile", "FROM scratch\nCOPY large /\n");
    write(context, "large", "0123456789".repeat(100_000));
    const path = join(directory.path, "out.tar");
    await build({ context, exporter: "tar", target: { kind: "file", path } });
    match(execFileSync("tar", ["tvf", path]).toString(), /1000000 .* large/);
    const pieces: Uint8Array[] = [];
    await build({
      context,
      exporter: "tar",
      target: { kind: "stream", write: async (bytes) => void pieces.push(Buffer.from(bytes)) },
    });
    equal(Buffer.concat(pieces).length, readFileSync(path).length);
    deepEqual(readdirSync(directory.path).sort(), ["context", "out.tar"]);
  });

  it("leave no half archive where the build is given up", async () => {
    await using directory = await temporaryDirectory();
    write(directory.path, "Dockerfile", "FROM scratch\nCOPY absent /\n");
    const path = join(directory.path, "out.tar");
    await rejects(build({ context: directory.path, exporter: "tar", target: { kind: "file", path } }), {
      code: "BUILD_FAILED",
    });
    deepEqual(readdirSync(directory.path), ["Dockerfile"]);
  });

  it("that cannot be read fail the build with their name", async () => {
    await using directory = await temporaryDirectory();
    write(directory.path, "Dockerfile", "FROM scratch\nCOPY --from=assets . /\n");
    const [assets, path] = [join(directory.path, "gone"), join(directory.path, "out")];
    const target: ReceiveTarget = { kind: "directory", path };
    await rejects(build({ context: directory.path, contexts: { assets }, target }), /ENOENT.*gone/);
    ok(!existsSync(path));
  });
});

/** One of each kind. */
function makeTree(context: string): void {
  write(context, "Dockerfile", "FROM scratch\nCOPY . /\n");
  write(context, ".dockerignore", "**/*.log\ndir\n!dir/kept\n");
  for (const path of ["a.log", "x/b.log", "dir/dropped", "x/c"]) write(context, path, path);
  write(context, "dir/kept/file", "kept");
  write(context, "é/😀 \uff5e", "beyond");
  write(context, "first", "links");
  linkSync(join(context, "first"), join(context, "x/second"));
  symlinkSync("../first", join(context, "x/link"));
  symlinkSync("/nowhere", join(context, "dangling"));
  execFileSync("mkfifo", [join(context, "pipe")]);
  mkdirSync(join(context, "empty"), { mode: 0o700 });
  chmodSync(join(context, "empty"), 0o1750);
  write(context, "program", "#!/bin/sh\n");
  chmodSync(join(context, "program"), 0o6711);
  writeFileSync(Buffer.concat([Buffer.from(`${context}/not-utf8-`), Buffer.of(0xff, 0xfe)]), "bytes");
  write(context, "sparse", "start");
  truncateSync(join(context, "sparse"), 2_000_000);
  appendFileSync(join(context, "sparse"), "end");
  utimesSync(join(context, "first"), 1_234_567_890.123456, 1_234_567_890.123456);
  utimesSync(join(context, "x/c"), -1_000_000, -1_000_000);
  lutimesSync(join(context, "dangling"), 1_000_000_000, 1_000_000_000);
}

function write(root: string, path: string, content: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content);
}

interface ListedFile {
  readonly path: string;
  readonly content: string | undefined;
  readonly facts: readonly unknown[];
}

/** Everything that can be seen of each file, in the order of their names. */
function treeOf(root: string): ListedFile[] {
  const names = new Map<bigint, string>();
  return namesBelow(Buffer.from(root)).map((path) => {
    const name = path.subarray(Buffer.byteLength(root) + 1);
    const stats = lstatSync(path, { bigint: true });
    const first = names.get(stats.ino) ?? decodeName(name);
    names.set(stats.ino, first);
    const target = stats.isSymbolicLink() ? readlinkSync(path) : "";
    const facts = [stats.mode, stats.uid, stats.gid, stats.isDirectory() ? 0n : stats.size, first, target];
    const time = [stats.mtimeNs];
    return {
      path: decodeName(name),
      content: stats.isFile() ? readFileSync(path, "utf8") : undefined,
      facts: [...facts, ...time],
    };
  });
}

function namesBelow(directory: Buffer): Buffer[] {
  const names = readdirSync(directory, { encoding: "buffer" });
  return names.toSorted(Buffer.compare).flatMap((name) => {
    const path = Buffer.concat([directory, Buffer.from("/"), name]);
    return [path, ...(lstatSync(path).isDirectory() ? namesBelow(path) : [])];
  });
}
