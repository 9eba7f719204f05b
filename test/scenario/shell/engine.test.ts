import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { until } from "../../support/condition.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import type { Terminal } from "../../support/terminal.ts";
import { testWorld } from "../../support/world.ts";

describe("the prompt on a real engine", () => {
  test("runs containers by call and by command line, shows and completes them, and leaves", async () => {
    await using world = await testWorld();
    await using home = await temporaryDirectory();
    await using prompt = await openPrompt(home.path);
    await prompt.enter('await run("busybox", ["echo", "hello"]).text()');
    await prompt.until(/^'hello'\n2›/m);
    await prompt.enter('await using web = await run("busybox", ["sleep", "600"], { name: "sleepy" })');
    await prompt.until(/^3›/m);
    await prompt.enter("await containers()");
    await prompt.until(/^[0-9a-f]{12} +sleepy +\S+ +running.*\n4›/m);
    await prompt.enter("ps --format '{{.Names}} {{.Image}}'");
    await prompt.until(/^sleepy busybox\n5›/m);
    await prompt.enter('await web.exec`echo ${"two  words"}`.text()');
    await prompt.until(/^'two {2}words'\n6›/m);
    await prompt.type('await exec("sle');
    await prompt.until(/^6› await exec\("sle\n sleepy \(running\)$/m);
    await prompt.press("C-c");
    await prompt.enter("exec -it sleepy sh");
    await prompt.until(/^~? ?\/? ?[#$]$/m);
    await prompt.enter("echo inside $((20 + 1))");
    await prompt.until(/^inside 21$/m);
    await prompt.enter("exit");
    await prompt.until(/^8›/m);
    await prompt.press("C-d");
    assert.equal(await prompt.exitCode(), 0);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("cancels what runs on Ctrl-C, and nothing is left of it", async () => {
    await using world = await testWorld();
    await using home = await temporaryDirectory();
    await using prompt = await openPrompt(home.path);
    await prompt.enter('await run("busybox", ["sleep", "600"], { name: "endless" }).text()');
    await runningContainer("endless");
    await prompt.press("C-c");
    await prompt.until(/^error: the operation was cancelled\n2›/m);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });
});

/** With a history of its own. */
async function openPrompt(home: string): Promise<Terminal> {
  const world = await testWorld();
  const prompt = await world.terminal([], { cwd: home, env: { XDG_CONFIG_HOME: join(home, "config") } });
  await prompt.until(/^1›/m);
  return prompt;
}

async function runningContainer(name: string): Promise<void> {
  const world = await testWorld();
  const listed = async () => (await world.nerdsh(["ps", "--format", "{{.Names}}"])).stdout.trim();
  await until("it runs", async () => (await listed()) === name);
}
