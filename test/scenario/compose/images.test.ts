import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { type ComposeApp, composeApp } from "../../support/compose-app.ts";
import { privateWorld, type World } from "../../support/private-world.ts";

before(readyCommandLine);

const forever = `command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]`;

const dockerfile = (word: string) => `FROM busybox AS small
ARG WORD=nobody
RUN echo ${word} $WORD > /word
FROM small AS big
RUN echo big > /word
`;

/** `web` is built under a name of Docker's making, `inline` under its own, and `plain` comes from the registry. */
async function builtApp(world: World): Promise<ComposeApp> {
  const { host } = world.registry;
  const app = await composeApp(
    world,
    `
services:
  web: { build: { context: ., target: small, args: { WORD: file }, labels: { own: "yes" } }, ${forever} }
  inline:
    build: { context: ., dockerfile_inline: "FROM busybox\\nCOPY note /note\\n" }
    image: ${host}/team/inline:1
    profiles: [jobs]
  plain: { image: "${host}/library/busybox:latest", profiles: [jobs] }
  absent: { image: "${host}/team/absent:1", profiles: [gone] }
`,
  );
  await writeFile(join(app.directory, "Dockerfile"), dockerfile("first"));
  await writeFile(join(app.directory, "note"), "a note\n");
  return app;
}

describe("images of a project", () => {
  it("are built as the file says, pushed, and pulled back", async () => {
    await using world = await privateWorld({ registry: { writable: true } });
    await using app = await builtApp(world);
    const { host } = world.registry;
    const word = async () => await app.compose("exec", "-T", "web", "cat", "/word");
    const isHere = async (name: string) => (await world.nerdsh(["image", "inspect", name])).exitCode === 0;

    await app.compose("up", "-d");
    assert.equal(await word(), "first file\n", "what is not there is built");
    const before = await app.ids();
    await writeFile(join(app.directory, "Dockerfile"), dockerfile("second"));
    await app.compose("up", "-d");
    assert.deepEqual(await app.ids(), before, "what is there is not built again");
    await app.compose("up", "-d", "--build");
    assert.equal(await word(), "second file\n");
    assert.notDeepEqual(await app.ids(), before);
    await app.compose("build", "--build-arg", "WORD=line", "web");
    await app.compose("up", "-d");
    assert.equal(await word(), "second line\n", "another image of the name makes its containers anew");

    const inspected = await world.nerdsh(["image", "inspect", `${app.name}-web`]);
    const labels: Record<string, string> = JSON.parse(inspected.stdout)[0].Config.Labels;
    assert.deepEqual(
      [labels["own"], labels["com.docker.compose.project"], labels["com.docker.compose.service"]],
      ["yes", app.name, "web"],
    );
    // Such labels of its image do not make a container one of the project.
    const alone = await world.nerdsh(["run", "-d", "--name", `${app.name}-alone`, `${app.name}-web`, "sleep", "1000"]);
    assert.equal(alone.exitCode, 0, alone.stderr);
    assert.equal(await app.compose("stats", "--no-stream", "--format", "{{.Name}}"), `${app.name}-web-1\n`);
    await app.compose("down");
    assert.deepEqual(Object.keys(await app.ids()), ["alone"]);
    await world.nerdsh(["rm", "-f", `${app.name}-alone`]);

    const jobs = async (...words: string[]) => await app.compose("--profile", "jobs", ...words);
    await jobs("build", "inline");
    const name = `${host}/team/inline:1`;
    assert.equal(await jobs("--dry-run", "push"), `push ${name}\n`);
    await jobs("push");
    assert.equal((await world.nerdsh(["rmi", name])).exitCode, 0);
    await jobs("pull", "--ignore-buildable");
    assert.deepEqual([await isHere(name), await isHere(`${host}/library/busybox`)], [false, true]);
    await jobs("pull", "--policy", "missing");
    assert.equal(await isHere(name), true);
    assert.equal(await jobs("run", "--rm", "-T", "--pull", "never", "inline", "cat", "/note"), "a note\n");

    const missing = await app.run("--profile", "gone", "pull");
    assert.equal(missing.exitCode, 18, "docker compose's status of a pull");
    assert.match(missing.stderr, /service absent: .*team\/absent:1/);
    await app.compose("--profile", "gone", "pull", "--ignore-pull-failures");
    await writeFile(join(app.directory, "Dockerfile"), "FROM busybox AS big\n");
    assert.equal((await app.run("build", "web")).exitCode, 17, "and of a build");
  });
});
