import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { type ComposeApp, composeApp } from "../../support/compose-app.ts";
import { until } from "../../support/condition.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

const file = `
services:
  web:
    build: .
    command: [sh, -c, "echo began; trap 'exit 0' TERM; while :; do sleep 0.1; done"]
    develop:
      watch:
        - { action: sync, path: ./src, target: /src, ignore: ["*.log"], initial_sync: true }
        - { action: sync+exec, path: ./conf, target: /conf, exec: { command: [sh, -c, "cat /conf/a > /seen"] } }
        - { action: sync+restart, path: ./again, target: /again }
        - { action: rebuild, path: ./Dockerfile }
`;

async function watchedApp(): Promise<ComposeApp> {
  const app = await composeApp(await testWorld(), file);
  for (const name of ["src", "conf", "again"]) await mkdir(join(app.directory, name));
  await writeFile(join(app.directory, "Dockerfile"), "FROM busybox\nRUN echo 1 > /version\n");
  await writeFile(join(app.directory, "src/first"), "first");
  return app;
}

describe("compose watch", () => {
  it("brings files, takes them away, runs commands, restarts and rebuilds, and goes on after a failure", async () => {
    const world = await testWorld();
    await using app = await watchedApp();
    const change = async (path: string, text: string) => await writeFile(join(app.directory, path), text);
    const reads = async (path: string) => (await app.run("exec", "-T", "web", "cat", path)).stdout;
    await using watch = app.running("watch");
    await until("it watches", async () => watch.stderr.includes("Service web  Watching"));
    assert.equal(await reads("/src/first"), "first", "the initial files are there");

    await mkdir(join(app.directory, "src/deep"));
    await change("src/deep/file", "1");
    await change("src/left.log", "1");
    await until("a new file comes", async () => (await reads("/src/deep/file")) === "1");
    await change("src/deep/file", "2");
    await until("a change comes", async () => (await reads("/src/deep/file")) === "2");
    await rm(join(app.directory, "src/deep"), { recursive: true });
    await until("what is removed goes", async () => (await reads("/src/deep/file")) === "");
    assert.equal(await reads("/src/left.log"), "");

    await change("conf/b", "no file a: its command fails");
    await until("a failure is told", async () => watch.stderr.includes("sync+exec hook"));
    await change("conf/a", "seen");
    await until("the command runs", async () => (await reads("/seen")) === "seen");

    await change("again/a", "1");
    const begins = async () => (await app.compose("logs", "--no-log-prefix", "web")).split("began").length - 1;
    await until("it is restarted", async () => (await begins()) === 2);

    await change("Dockerfile", "FROM nowhere.invalid/nothing\n");
    await until("a failed build is told", async () => /warning.*nowhere/.test(watch.stderr));
    await change("Dockerfile", "FROM busybox\nRUN echo 2 > /version\n");
    await until("it is rebuilt", async () => (await reads("/version")) === "2\n");
    const images = async (...filter: string[]) => (await world.nerdsh(["images", "-q", ...filter])).stdout.trim();
    assert.equal(await images("--filter", "dangling=true"), "", "no image is left without a name");
    assert.equal((await images(`${app.name}-web`)).split("\n").length, 1);
    watch.kill("SIGINT");
    assert.equal((await watch.end()).exitCode, 130);
    assert.deepEqual(await app.states(), { "web-1": "running" }, "what was started stays");

    await using up = app.running("up", "--watch");
    await until("up watches, too", async () => up.stderr.includes("Service web  Watching"));
    await change("src/first", "second");
    await until("a change comes", async () => (await reads("/src/first")) === "second");
    await app.compose("kill");
    await change("Dockerfile", "FROM busybox\nRUN echo 3 > /version\n");
    await until("it is made anew though nothing ran", async () => (await reads("/version")) === "3\n");
    await until("its log is shown, too", async () => up.stdout.includes("| began"));
    up.kill("SIGINT");
    assert.equal((await up.end()).exitCode, 130);
    assert.deepEqual(await app.states(), { "web-1": "exited" });
  });
});
