import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { definition } from "../../../../src/build/llb/definition.ts";
import { llb } from "../../../../src/build/llb/llb.ts";
import type { State } from "../../../../src/build/llb/state.ts";
import { codec } from "../../../../src/buildkit/codec.ts";
import type { Definition, Op } from "../../../../src/buildkit/protocol.ts";
import { assertGolden } from "../../../support/golden.ts";

/** As it goes over the wire and comes out at the other end. */
function received(state: State): { digests: string[]; ops: Op[]; definition: Definition } {
  const sent = codec.encode("pb.Definition", definition(state, { localId: "test" }));
  const decoded = codec.decode("pb.Definition", sent) as Definition;
  const digests = decoded.def.map((bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`);
  const ops = decoded.def.map((bytes) => codec.decode("pb.Op", bytes) as Op);
  return { digests, ops, definition: decoded };
}

/** Every kind of step there is. */
function everything(): State {
  const src = llb.local("src", { include: ["**/*.ts"], exclude: ["node_modules"], followPaths: ["link"] });
  const base = llb
    .image("alpine:3.20", { platform: "linux/arm64", resolveMode: "pull" })
    .env({ B: "2", A: "1" })
    .cwd("/work")
    .user("1000:1000");
  const built = base.run(["make", "all"], {
    env: { C: "3" },
    cwd: "sub",
    mounts: {
      "/src": llb.bind(src, { source: "/app" }),
      "/out": llb.bind(llb.scratch(), { writable: true }),
      "/cache": llb.cache("make", { sharing: "locked" }),
      "/tmp": llb.tmpfs({ sizeBytes: 1 << 20 }),
      "/run/secrets/token": llb.secret("token", { uid: 1000, optional: true }),
    },
    secretEnv: { TOKEN: "token" },
    ssh: true,
    network: "none",
    security: "insecure",
    addHosts: { "db.local": "10.0.0.5" },
    ulimit: { nofile: 1024, nproc: [10, 20] },
    hostname: "maker",
    validExitCodes: [0, 3],
    description: "make everything",
    group: { id: "make", name: "make" },
    ignoreCache: true,
  });
  const git = llb.git("git@example.com:team/repo.git#main:docs", { keepGitDirectory: true });
  const file = llb.http("https://example.com/a.tar", {
    checksum: `sha256:${"0".repeat(64)}`,
    filename: "a.tar",
    mode: 0o600,
  });
  const layout = llb.ociLayout(`made@sha256:${"1".repeat(64)}`, { store: "store" });
  const files = built
    .mount("/out")
    .file([
      llb.mkdir("bin", { parents: true, owner: "app:0" }),
      llb.mkfile("/etc/motd", "hello", { mode: 0o600, modified: new Date(0) }),
      llb.copy(git, "README.*", "docs/", { wildcard: true, createDestPath: true, exclude: ["*.bak"], owner: "7" }),
      llb.copy(file, "/a.tar", "/opt", { unpack: true, mode: 0o755 }),
      llb.rm("/old-*", { wildcard: true, allowNotFound: true }),
      llb.symlink("/bin", "/usr/bin"),
    ]);
  return llb.merge([layout, files, llb.diff(base, built)]);
}

describe("a definition", () => {
  test("has every kind of step as BuildKit reads it", async () => {
    const { digests, ops, definition } = received(everything());
    const shown = JSON.parse(
      JSON.stringify({ digests, ops, metadata: definition.metadata }, (_, value: unknown) =>
        typeof value === "object" && value !== null && "type" in value && value.type === "Buffer"
          ? String(Buffer.from((value as unknown as { data: number[] }).data))
          : value,
      ),
    );
    await assertGolden("build/llb", shown);
  });

  test("is the same for the same program, whatever order its names were written in", () => {
    assert.deepEqual(received(everything()).digests, received(everything()).digests);
    const mounts = { "/a": llb.tmpfs(), "/b": llb.cache("b") };
    const one = llb.image("busybox").run("true", { env: { A: "1", B: "2" }, mounts });
    const other = llb.image("docker.io/library/busybox:latest").run("true", {
      env: { B: "2", A: "1" },
      mounts: { "/b": llb.cache("b"), "/a": llb.tmpfs() },
    });
    assert.deepEqual(received(one).digests, received(other).digests);
  });

  test("has a step that several need once, and one that several places make once", () => {
    const branch = (name: string) => llb.image("busybox").run("prepare").run(name);
    const joined = llb.merge([branch("left"), branch("right")]);
    const { ops, digests } = received(joined);
    const kinds = ops.map(({ exec, source, merge }) => exec?.meta?.args.at(-1) ?? source?.identifier ?? merge?.inputs);
    const image = "docker-image://docker.io/library/busybox:latest";
    assert.deepEqual(kinds, [image, "prepare", "left", "right", [{ input: 0 }, { input: 1 }], undefined]);
    assert.equal(new Set(digests).size, digests.length);
    assert.deepEqual(ops.at(-1)?.inputs, [{ digest: digests.at(-2), index: 0 }]);
  });

  test("names inputs before what needs them, in a chain longer than a stack", () => {
    let state: State = llb.image("busybox");
    for (let i = 0; i < 12_000; i++) state = state.file(llb.mkdir(`/${i}`));
    const { ops, digests } = received(state);
    assert.equal(ops.length, 12_002);
    for (const [i, { inputs }] of ops.entries()) {
      for (const { digest } of inputs) assert.ok(digests.indexOf(digest, Math.max(0, i - 1)) < i);
    }
  });

  test("tells the line that made a step, and the text of its file", () => {
    const file = fileURLToPath(import.meta.url);
    const state = llb.image("busybox");
    const made = definition(state, { sourceText: (name) => new TextEncoder().encode(`text of ${name}`) });
    const [info] = made.source?.infos ?? [];
    assert.deepEqual([info?.filename, new TextDecoder().decode(info?.data)], [file, `text of ${file}`]);
    const [{ locations }] = Object.values(made.source?.locations ?? {}) as [{ locations: { ranges: unknown[] }[] }];
    assert.equal(locations.length, 1);
    const [range] = locations[0]!.ranges as [{ start: { line: number } }];
    assert.ok(range.start.line > 0);
  });

  test("is empty for no files at all", () => {
    assert.deepEqual(definition(llb.scratch()), { def: [], metadata: {} });
    assert.deepEqual(definition(llb.merge([])), { def: [], metadata: {} });
  });
});

describe("a state", () => {
  test("is never changed by what is made of it", () => {
    const base = llb.image("busybox");
    base.env("A", "1").cwd("/x").user("me").run("true");
    assert.deepEqual(received(base).digests, received(llb.image("busybox")).digests);
  });

  test("of a command with a root that is read-only is the one before", () => {
    const base = llb.image("busybox");
    assert.equal(base.run("check", { readonlyRoot: true }).output, base.output);
  });

  test("refuses by name what cannot be meant", () => {
    const base = llb.image("busybox");
    const refused: readonly [() => unknown, string][] = [
      [() => base.run([]), "a command to run has no words"],
      [() => base.run("true").mount("/x"), "no writable mount at /x"],
      [() => base.run("true", { mounts: { "/a": llb.tmpfs(), "/a/": llb.tmpfs() } }), "two mounts at one path: /a"],
      [() => base.run("true", { mounts: { "/": llb.tmpfs() } }), "two mounts at one path: /"],
      [() => base.file([]), "a file step has no actions"],
      [() => llb.http("ftp://example.com/x"), "not an http or https URL: ftp://example.com/x"],
      [() => llb.http("http://example.com/x", { checksum: "md5:1" }), "not a digest: md5:1"],
      [() => llb.git("file:///repo"), "not a Git repository's URL: file:///repo"],
      [() => llb.ociLayout("name:tag", { store: "s" }), "an OCI layout's image needs a digest: name:tag"],
    ];
    for (const [act, message] of refused) assert.throws(act, { code: "INVALID_VALUE", message });
    assert.throws(() => llb.image("Not An Image"), { code: "INVALID_VALUE" });
    assert.throws(() => llb.image("busybox", { platform: "a/b/c/d" }), { code: "INVALID_VALUE" });
  });
});
