import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { llb } from "../../../src/build/llb/llb.ts";
import {
  type SolveStateOptions,
  solveState,
  solveToDirectory,
  solveToFile,
  solveToImage,
} from "../../../src/build/llb/solve-state.ts";
import { BuildFailure } from "../../../src/buildkit/build-failure.ts";
import type { Vertex } from "../../../src/buildkit/protocol.ts";
import { secretMethods } from "../../../src/buildkit/session/secrets.ts";
import { isNerdError } from "../../../src/errors.ts";
import { type BuildKit, startBuildKit } from "../../support/buildkit.ts";
import { programOutput } from "../../support/program.ts";

describe("a build as a program", () => {
  let buildkit: BuildKit;
  let builder: BuildKit["builder"];
  let daemon: BuildKit["daemon"];
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "nerdsh-test-"));
    buildkit = await startBuildKit();
    ({ builder, daemon } = buildkit);
  });
  after(async () => {
    await buildkit?.[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  const busybox = () => llb.image("busybox");

  async function emptyDirectory(name: string): Promise<string> {
    const path = join(directory, name);
    await mkdir(path);
    return path;
  }

  /** Names of the vertices, and which of them came from the cache. */
  function watched(): { options: Pick<SolveStateOptions, "onStatus">; vertices: Map<string, Vertex> } {
    const vertices = new Map<string, Vertex>();
    const onStatus: SolveStateOptions["onStatus"] = ({ vertexes }) => {
      for (const vertex of vertexes) vertices.set(vertex.name, vertex);
    };
    return { options: { onStatus }, vertices };
  }

  it("leaves its files in a directory, and comes from the cache the second time", async () => {
    const source = await emptyDirectory("source");
    await writeFile(join(source, "in"), "hello");
    await writeFile(join(source, "ignored"), "");
    const made = busybox()
      .cwd("/work")
      .file(
        llb.copy(llb.local("source", { exclude: ["ignored"] }), "/", "/work/", {
          contentsOnly: true,
          createDestPath: true,
        }),
      )
      .run("ls > names; tr a-z A-Z < in > out; rm in");
    const result = llb.scratch().file(llb.copy(made, "/work", "/", { contentsOnly: true }));
    const solveInto = async (name: string) => {
      const { options, vertices } = watched();
      const into = await emptyDirectory(name);
      await solveToDirectory(builder, result, into, { directories: { source }, ...options });
      assert.deepEqual((await readdir(into)).sort(), ["names", "out"]);
      assert.equal(await readFile(join(into, "out"), "utf8"), "HELLO");
      assert.equal(await readFile(join(into, "names"), "utf8"), "in\nnames\n");
      return [...vertices.values()].find(({ name }) => name.startsWith("/bin/sh -c ls"))?.cached;
    };
    assert.equal(await solveInto("first"), false);
    assert.equal(await solveInto("second"), true);
  });

  it("becomes an image with the state's settings", async () => {
    const state = busybox()
      .env("GREETING", "hi")
      .cwd("/srv")
      .file([llb.mkdir("/srv"), llb.mkfile("page", "page", { owner: "7:8", mode: 0o640 })]);
    await solveToImage(builder, state, {
      names: ["docker.io/library/llb:1"],
      cmd: ["cat", "page"],
      labels: { made: "here" },
    });
    const ctr = (...args: string[]) => programOutput("ctr", ["--address", daemon.containerd, ...args]);
    assert.match(await ctr("images", "list", "--quiet"), /^docker\.io\/library\/llb:1$/m);
    const words = ["run", "--rm", "--net-host", "docker.io/library/llb:1", "llb-test"];
    assert.equal(await ctr(...words, "stat", "-c", "%u:%g %a", "page"), "7:8 640\n");
    assert.equal(await ctr(...words, "sh", "-c", "echo $GREETING $PWD"), "hi /srv\n");
    assert.equal(await ctr(...words), "page");
  });

  it("gives a command caches, secrets, other states and memory, and takes back what it wrote", async () => {
    const tools = llb.scratch().file([llb.mkdir("/bin"), llb.mkfile("/bin/tool", "tool")]);
    const ran = busybox().run(
      "cat /tools/tool /run/token > /out/all; echo $TOKEN >> /out/all; touch /tmp/x /cache/y; stat -f -c %T /tmp >> /out/all",
      {
        mounts: {
          "/tools": llb.bind(tools, { source: "/bin" }),
          "/out": llb.bind(llb.scratch(), { writable: true }),
          "/tmp": llb.tmpfs(),
          "/cache": llb.cache("llb-test", { sharing: "locked" }),
          "/run/token": llb.secret("token"),
        },
        secretEnv: { TOKEN: "token" },
        network: "none",
        ulimit: { nofile: 100 },
        addHosts: { "db.local": "10.0.0.5" },
      },
    );
    const methods = secretMethods(new Map([["token", async () => Buffer.from("secret")]]));
    const all = await solveToFile(builder, ran.mount("/out"), "/all", { methods });
    assert.equal(Buffer.from(all).toString(), "toolsecretsecret\ntmpfs\n");
  });

  it("merges branches and takes differences, without what they have in common", async () => {
    const base = busybox();
    const left = base.file(llb.mkfile("/left", "l"));
    const right = base.run("echo r > /right; rm /bin/busybox");
    const merged = llb.merge([
      llb.scratch().file(llb.mkfile("/own", "o")),
      llb.diff(base, left),
      llb.diff(base, right),
    ]);
    const into = await emptyDirectory("merged");
    await solveToDirectory(builder, merged, into);
    assert.deepEqual((await readdir(into)).filter((name) => name !== "bin").sort(), ["left", "own", "right"]);
  });

  it("says which line of the program a step that fails was made at", async () => {
    const state = busybox().run("exit 7", { description: "the step that fails" });
    const { options, vertices } = watched();
    const sourceText = () => Buffer.from("the program's text");
    const error = await solveState(builder, state, { sourceText, ...options }).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(isNerdError(error, "BUILD_FAILED"), String(error));
    assert.ok(error.cause instanceof BuildFailure);
    assert.equal(error.cause.exitCode, 7);
    const [source] = error.cause.sources;
    assert.match(source?.filename ?? "", /llb\.test\./);
    assert.equal(Buffer.from(source!.text).toString(), "the program's text");
    assert.ok(vertices.has("the step that fails"), [...vertices.keys()].join());
  });

  it("is no step at all for a directory of nothing", async () => {
    const into = await emptyDirectory("nothing");
    await solveToDirectory(builder, llb.scratch(), into);
    assert.deepEqual(await readdir(into), []);
  });
});
