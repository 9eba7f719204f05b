import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { composeApp } from "../../support/compose-app.ts";
import { until } from "../../support/condition.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

/** Ends at once when it is told to. */
const forever = `command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]`;

describe("up --wait", () => {
  it("says who is not healthy in time, with the end of its log", async () => {
    await using app = await composeApp(
      await testWorld(),
      `
services:
  sick: { image: busybox, command: [sh, -c, "echo no disk; trap 'exit 0' TERM; while :; do sleep 0.1; done"], healthcheck: { test: "false", interval: 1h } }
`,
    );
    const late = await app.run("up", "--wait", "--wait-timeout", "1");
    assert.equal(late.exitCode, 1);
    assert.match(late.stderr, /application not healthy after 1s/);
    assert.match(late.stderr, /still awaited: \S+-sick-1/);
    assert.match(late.stderr, /^ *no disk$/m);
    assert.deepEqual(await app.states(), { "sick-1": "running" });
  });
});

describe("up in the foreground", () => {
  it("ends with the status of the first to exit, where that stops all", async () => {
    await using app = await composeApp(
      await testWorld(),
      `
services:
  job: { image: busybox, command: [sh, -c, "echo working; exit 4"] }
  server: { image: busybox, ${forever} }
`,
    );
    const { exitCode, stdout } = await app.run("up", "--abort-on-container-exit");
    assert.equal(exitCode, 4);
    assert.match(stdout, /^Attaching to job-1, server-1$/m);
    assert.match(stdout, /^job-1 +\| working$/m);
    assert.match(stdout, /^job-1 exited with code 4$/m);
    assert.doesNotMatch(stdout, /server-1 exited/);
    assert.deepEqual(await app.states(), { "job-1": "exited", "server-1": "exited" });
  });

  it("stops at the first Ctrl-C, and kills at the second", async () => {
    await using app = await composeApp(
      await testWorld(),
      `
services: { stubborn: { image: busybox, command: [sh, -c, "trap '' TERM; echo up; while :; do sleep 0.1; done"], stop_grace_period: 1h } }
`,
    );
    await using up = app.running("up");
    await up.until("| up");
    up.kill("SIGINT");
    await until("it is being stopped", () => up.stderr.includes("Stopping"));
    up.kill("SIGINT");
    assert.equal((await up.end()).exitCode, 130);
    assert.deepEqual(await app.states(), { "stubborn-1": "exited" });
  });
});
