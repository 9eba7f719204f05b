import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { BuildFlags } from "../../../src/api/build.ts";
import { dockerfile } from "../../../src/api/dockerfile.ts";
import { llb } from "../../../src/build/llb/llb.ts";
import { isNerdError } from "../../../src/errors.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { startBuilder, type Builder as TestBuilder } from "../../support/builder.ts";
import { until } from "../../support/condition.ts";
import { ownedDirectory } from "../../support/owned-directory.ts";
import { privateWorld } from "../../support/private-world.ts";
import { processTable } from "../../support/process-table.ts";
import { programOutput } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

describe("a build by a builder whose containerd is another one", () => {
  let api: TestApi;
  let builder: TestBuilder;
  let buildkitHost: string;
  let directory: string;
  before(async () => {
    await using world = await testWorld();
    api = await openApi(world);
    builder = await startBuilder({ registry: world.registry });
    buildkitHost = `docker://${builder.socket}`;
    directory = await ownedDirectory("nerdsh-test-");
  });
  after(async () => {
    api?.[Symbol.dispose]();
    await builder?.[Symbol.asyncDispose]();
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  async function contextOf(name: string, text: string): Promise<string> {
    const context = join(directory, name);
    await mkdir(context);
    await writeFile(join(context, "Dockerfile"), text);
    return context;
  }

  /** Names of images here. */
  async function namesHere(): Promise<string[]> {
    const rows = await api.images(); // One for each platform.
    return [...new Set(rows.map(({ repository, tag }) => `${repository}:${tag}`))].sort();
  }

  test("is an image here, of one platform and of several, whole and ready to run", async () => {
    const image = await api.build(
      dockerfile`FROM busybox
RUN echo handed over > /text`,
      { tag: ["elsewhere:1", "elsewhere:2"], buildkitHost },
    );
    assert.equal(await image.run(["cat", "/text"]).text(), "handed over");
    const both = await api.build(
      dockerfile`FROM scratch
ARG TARGETARCH
LABEL arch=$TARGETARCH
COPY <<end /arch
$TARGETARCH
end`,
      { tag: "elsewhere:both", platform: ["linux/amd64", "linux/arm64"], buildkitHost },
    );
    assert.equal(both.config.Labels?.["arch"], both.platform.architecture);
    const state = await api.build(llb.image("busybox").run("echo made > /made"), {
      tag: "elsewhere:llb",
      buildkitHost,
    });
    assert.equal(await state.run(["cat", "/made"]).text(), "made");
    assert.deepEqual(await namesHere(), ["elsewhere:1", "elsewhere:2", "elsewhere:both", "elsewhere:llb"]);
  });

  test("says what is wrong: the line, the file, the secret, with what to do", async () => {
    const cases: readonly (readonly [string, BuildFlags, string, RegExp])[] = [
      ["FROM busybox\nRUNN true\n", {}, "BUILD_FAILED", /line 2: unknown instruction: RUNN/],
      ["FROM busybox\nCOPY missing /\n", {}, "BUILD_FAILED", /"\/missing": not found/],
      [
        "FROM busybox\nRUN --mount=type=secret,id=none,required=true true\n",
        {},
        "BUILD_FAILED",
        /secret none: not found/,
      ],
      ["FROM busybox\n", { target: "absent" }, "BUILD_FAILED", /absent.* could not be found/],
      [
        "FROM busybox\n",
        { secrets: { token: { file: "/absent" } } },
        "SECRET_UNAVAILABLE",
        /^the secret token is not there/,
      ],
      [
        "FROM busybox\n",
        { secrets: { token: { env: "ABSENT" } } },
        "SECRET_UNAVAILABLE",
        /there is no variable ABSENT$/,
      ],
      ["FROM busybox\n", { file: "Dockerfil" }, "DOCKERFILE_NOT_FOUND", /^no Dockerfil in /],
      ["FROM busybox\n", { ssh: { default: "/absent" } }, "UNKNOWN_OBJECT", /^no SSH agent and no key there/],
      ["FROM busybox\n", { buildContext: { other: "/absent" } }, "CONTEXT_NOT_FOUND", /^no such directory: \/absent$/],
      ["FROM busybox\nRUN echo last words; exit 7\n", { tag: "never" }, "BUILD_FAILED", /exit code: 7/],
    ];
    for (const [index, [text, options, code, message]] of cases.entries()) {
      const context = await contextOf(`wrong-${index}`, text);
      await assert.rejects(
        api.build(context, { ...options, buildkitHost }),
        (error) => isNerdError(error) && error.code === code && message.test(error.message),
        `${code}: ${text}`,
      );
    }
    const shown = await api
      .build(join(directory, "wrong-9"), { buildkitHost })
      .catch((error: unknown) => (isNerdError(error) ? error.stderr : undefined));
    assert.match(String(shown), /last words[\s\S]*2 \| >>> RUN echo last words/);
    await assert.rejects(api.build(join(directory, "wrong-x")), (error) => {
      return isNerdError(error, "CONTEXT_NOT_FOUND") && error.suggestions[0] === "wrong-0";
    });
    await assert.rejects(api.build(".", { args: { TOKEN: secretLike() } }), { code: "INVALID_VALUE" });
  });

  test("says what helps: a flag, a name that is near, the rule that leaves a file out", async () => {
    const cases: readonly (readonly [string, BuildFlags, string])[] = [
      ["FROM busybox\nRUN --mount=type=secret,id=pin,required=true true\n", {}, "--secret id=pin,src=FILE"],
      ["FROM busybox\nRUN --mount=type=ssh,required=true true\n", {}, "--ssh default"],
      ["FROM busybox\nRUN --network=host true\n", {}, "--allow network.host"],
      ["FROM busybox AS builder\n", { target: "buidler" }, "builder"],
      ["FROM busybox AS builder\nFROM scratch\nCOPY --from=biulder / /\n", {}, "builder"],
      ["FROM busybox\nRUNN true\n", {}, "RUN"],
      ["FROM busybox\n", { sbom: "true" }, "--sbom generator=IMAGE"],
      ["FROM busybox\nCOPY kept.text /\n", {}, "kept.txt"],
      ["FROM busybox\nCOPY left/out /\n", {}, "left is there, and .dockerignore leaves it out"],
    ];
    for (const [index, [text, options, help]] of cases.entries()) {
      const context = await contextOf(`helped-${index}`, text);
      await mkdir(join(context, "left"));
      for (const name of ["kept.txt", "left/out"]) await writeFile(join(context, name), "");
      await writeFile(join(context, ".dockerignore"), "# Not for images.\nleft\n");
      const error = await api.build(context, { ...options, buildkitHost }).catch((reason: unknown) => reason);
      assert.ok(isNerdError(error, "BUILD_FAILED"), String(error));
      assert.ok([error.hint, ...error.suggestions].join(" ").includes(help), `${error.message}: ${error.hint}`);
    }
  });

  test("ends at the builder when it is cancelled, and leaves no image", async () => {
    const before = await namesHere();
    const sleep = ["sleep", "99887"];
    const building = api.build(
      dockerfile`FROM busybox
RUN ${sleep}`,
      { tag: "cancelled", buildkitHost },
    );
    const runs = () => processTable().some(({ command }) => command.join(" ") === sleep.join(" "));
    await until("the step runs", runs);
    await building[Symbol.asyncDispose]();
    await assert.rejects(building, { code: "CANCELLED" });
    await until("the step is gone", async () => !(await runs()));
    assert.deepEqual(await namesHere(), before);
  });

  test("is told that the builder is gone, and leaves no image", async () => {
    const before = await namesHere();
    const sleep = ["sleep", "99886"];
    const building = api.build(
      dockerfile`FROM busybox
RUN ${sleep}`,
      { tag: "orphaned", buildkitHost },
    );
    const failed = assert.rejects(building, {
      code: "BUILDER_UNAVAILABLE",
      message: /^BuildKit (left in the middle of the build|hung up|does not answer: (?!BuildKit))/,
      hint: /./,
    });
    await until("the step runs", () => {
      return processTable().some(({ command }) => command.join(" ") === sleep.join(" "));
    });
    await builder.kill9();
    await failed;
    assert.deepEqual(await namesHere(), before);
    await assert.rejects(api.build(dockerfile`FROM busybox`, { buildkitHost }), { code: "BUILDER_UNAVAILABLE" });
  });
});

describe("a build on a full disk", () => {
  test("says so, whatever is written when there is no room any more, and leaves no image", async () => {
    await using world = await privateWorld();
    // Of a size, but the root of engine, builder and images stays: whoever cleans up after a killed test finds it by its owner.
    const owner = await readFile(join(world.root, "owner"));
    await programOutput("mount", ["-t", "tmpfs", "-o", "size=40m,mode=0711", "tmpfs", world.root]);
    await writeFile(join(world.root, "owner"), owner);
    await using directory = await temporaryDirectory();
    const place = (name: string) => join(directory.path, name);
    await writeFile(place("large"), Buffer.alloc(60_000_000));
    const files = {
      context: "FROM busybox\nCOPY large /\n",
      step: "FROM busybox\nRUN head -c 60000000 /dev/zero > /large\n",
      // One half fits: the layer's file and then its snapshot do not fit beside it.
      image: "FROM busybox\nRUN head -c 18000000 /dev/urandom > /large\n",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(place(`${name}.Dockerfile`), text);
    const build = async (name: string) => {
      const words = ["build", "-t", "full", "-f", place(`${name}.Dockerfile`), directory.path];
      const built = await world.nerdsh(words, { timeoutMs: 120_000 });
      const images = await world.nerdsh(["images", "-a", "-q"]);
      assert.deepEqual([images.exitCode, images.stdout], [0, ""], name);
      await world.nerdsh(["builder", "prune", "--all", "--force"]);
      return built;
    };
    const step = await build("step");
    assert.match(step.stderr, /^nerdsh: process .* did not complete successfully: exit code: 1$/m);
    for (const name of ["context", "image"]) {
      const { exitCode, stderr } = await build(name);
      assert.equal(exitCode, 1, stderr);
      assert.match(stderr, /^nerdsh: .*no space left on device/m);
      assert.match(stderr, /^ {2}free some space: nerdsh builder prune removes the build cache$/m);
    }
  });
});

/** What the types refuse, as plain JavaScript would pass it. */
function secretLike(): string {
  return { [Symbol.for("nerdsh.Secret")]: true } as unknown as string;
}
