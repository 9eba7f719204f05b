import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { dockerfile } from "../../../src/api/dockerfile.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { ownedDirectory } from "../../support/owned-directory.ts";
import { programOutput } from "../../support/program.ts";
import { testWorld } from "../../support/world.ts";

let api: TestApi;
let directory: string;

before(async () => {
  await using world = await testWorld();
  api = await openApi(world);
  directory = await ownedDirectory("nerdsh-test-");
});
after(async () => {
  api?.[Symbol.dispose]();
  if (directory) await rm(directory, { recursive: true, force: true });
});

/** A context with these files; its path. */
async function contextOf(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const context = join(directory, name);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(context, file, ".."), { recursive: true });
    await writeFile(join(context, file), text);
  }
  return context;
}

describe("a Dockerfile", () => {
  test("has what official Dockerfiles use", async () => {
    const context = await contextOf("features", {
      Dockerfile: [
        "ARG BASE=busybox",
        "FROM ${BASE} AS onbuild",
        "ONBUILD RUN echo ran > /onbuild",
        "FROM ${BASE} AS source",
        "ARG BASE",
        "ARG LATE=default",
        "RUN echo $BASE $LATE > /args",
        "FROM onbuild AS final",
        'SHELL ["/bin/sh", "-ec"]',
        "WORKDIR /work",
        "RUN <<EOF",
        "echo one > heredoc",
        "echo two >> heredoc",
        "EOF",
        "COPY <<made made",
        "text of $PATH",
        "made",
        "COPY --link --chmod=640 --chown=7:8 data/x linked",
        "ADD data /added",
        "RUN --mount=type=bind,source=data,target=/data cat /data/x > bound",
        "RUN --mount=type=bind,from=source,source=/args,target=/args cat /args > args",
        "RUN --mount=type=cache,target=/cache echo cached > /cache/file && cat /cache/file > cached",
        "RUN --mount=type=tmpfs,target=/memory stat -f -c %T /memory > memory",
        "RUN --mount=type=secret,id=token cat /run/secrets/token | wc -c > secret",
        "RUN --mount=type=ssh test -S $SSH_AUTH_SOCK && echo socket > ssh",
        "RUN --network=none true",
        "ENV A=1 B=${PATH:+set}",
        "HEALTHCHECK --interval=1m CMD true",
        "EXPOSE 80/tcp",
        "VOLUME /volume",
        "USER 7",
        "STOPSIGNAL SIGINT",
        'ENTRYPOINT ["cat"]',
        'CMD ["heredoc"]',
        "",
      ].join("\n"),
      "data/x": "x",
      "data/ignored": "",
      ".dockerignore": "**/ignored\n",
    });
    await using agent = await sshAgent();
    const image = await api.build(context, {
      tag: "features",
      args: { LATE: "given" },
      secrets: { token: "12345" },
      ssh: { default: agent.socket },
      ulimit: "nofile=1024",
      shmSize: "1m",
      addHost: "db:10.0.0.2",
    });
    assert.equal(await image.run().text(), "one\ntwo");
    const shell =
      "cd /work; for f in made bound args cached memory secret ssh; do cat $f; echo; done; stat -c %a:%u:%g linked; cat /onbuild; ls /added";
    const lines = (await image.run(["-c", shell], { entrypoint: "sh", user: "0" }).text()).split("\n").filter(Boolean);
    assert.deepEqual(lines, [
      "text of /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      ...["x", "busybox given", "cached", "tmpfs", "5", "socket", "640:7:8", "ran", "x"],
    ]);
    const { Env, ExposedPorts, Volumes, User, StopSignal, WorkingDir } = image.config;
    assert.deepEqual(Env?.slice(1), ["A=1", "B=set"]);
    assert.deepEqual(
      { ExposedPorts, Volumes, User, StopSignal, WorkingDir },
      {
        ExposedPorts: { "80/tcp": {} },
        Volumes: { "/volume": {} },
        User: "7",
        StopSignal: "SIGINT",
        WorkingDir: "/work",
      },
    );
  });
});

describe("build in a recipe", () => {
  test("makes of a program an image, a directory and a value", async () => {
    const { llb } = api;
    const source = await contextOf("llb", { text: "from here" });
    const made = llb
      .image("busybox")
      .file(llb.copy(llb.local("source"), "/text", "/text"))
      .run("tr a-z A-Z < /text > /upper");
    const locals = { source };
    assert.equal(await made.read("/upper", { locals }), "FROM HERE");
    assert.equal(await made.solve({ locals, output: join(directory, "llb-out") }), undefined);
    assert.ok(existsSync(join(directory, "llb-out/upper")));
    const image = await made.solve({ locals, tag: "llb", image: { cmd: ["cat", "/upper"] } });
    assert.equal(await image.run().text(), "FROM HERE");

    const written = llb.image("busybox").run("echo out > /out/said", {
      mounts: { "/out": llb.bind(llb.scratch(), { writable: true }) },
    });
    const merged = llb.merge([written.env("A", "b").mount("/out"), llb.scratch().file(llb.mkfile("/own", "own"))]);
    assert.deepEqual(Buffer.from(await merged.readBytes("/said")).toString(), "out\n");
    assert.equal(await merged.read("/own"), "own");
    await assert.rejects(merged.read("/absent"), { code: "BUILD_FAILED" });
    // @ts-expect-error only what comes after a command has mounts
    assert.throws(() => llb.scratch().mount("/out"), { code: "INVALID_VALUE" });
  });

  test("tells how far it is, and keeps secrets out of arguments", async () => {
    const types = new Set<string>();
    const building = api.build(
      dockerfile`FROM busybox
RUN echo out`,
      { noCache: true },
    );
    for await (const { type } of building) types.add(type);
    assert.ok(
      ["build.planned", "build.step.started", "build.step.log", "build.finished"].every((type) => types.has(type)),
    );
    assert.match((await building).reference, /^overlayfs@sha256:/);
  });
});

/** An agent without keys, which is enough to be there. */
async function sshAgent() {
  const socket = join(directory, "agent.sock");
  const output = await programOutput("ssh-agent", ["-a", socket], { from: "openssh-client" });
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(output)?.[1]);
  return { socket, [Symbol.asyncDispose]: async () => void process.kill(pid) };
}
