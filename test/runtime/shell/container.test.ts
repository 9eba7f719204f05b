import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { useBundle } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { startFaultyRegistry } from "../../support/faulty-registry.ts";
import type { Census } from "../../support/leftovers.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openTerminal } from "../../support/terminal.ts";
import { testWorld } from "../../support/world.ts";

const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

let atFirst: Census;
before(async () => {
  await useBundle();
  await using world = await testWorld();
  assert.equal((await world.nerdsh(["run", "--rm", "busybox", "true"])).exitCode, 0);
  atFirst = await world.census();
});

const failing = (task: string) => `
task("${task}", async () => void (await $.in("busybox", { env: { LEVEL: "7" }, workdir: "/tmp" })\`echo left > trace; exit 3\`));
`;

describe("nerdsh alone", { concurrency: runtimes.length }, () => {
  for (const runtime of runtimes) {
    test(`on ${runtime} keeps the container of a task that fails, or opens a shell in it, as it is asked`, async () => {
      await using world = await testWorld();
      await using directory = await temporaryDirectory();
      const task = `bad-${runtime}`;
      await writeFile(join(directory.path, "ci.nerd.ts"), failing(task));
      const options = { cwd: directory.path, env: nerdshEnvironment(world.env) };
      const [program, ...argv] = await nerdshOn(runtime, ["./ci.nerd.ts", task, "--reporter", "plain"]);
      const listed = ["ps", "-a", "--filter", `label=nerdsh/kept=${task}`, "--format", "{{.Names}}"];
      const { exitCode, stderr } = await runProgram(program, [...argv, "--keep"], options);
      const [, kept = ""] = new RegExp(`^kept of ${task}: (\\S+), exited with status 3$`, "m").exec(stderr) ?? [];
      assert.deepEqual([exitCode, (await world.nerdsh(listed)).stdout], [3, `${kept}\n`], stderr);
      assert.equal((await world.nerdsh(["rm", "-fv", kept])).exitCode, 0);
      await using terminal = await openTerminal([program, ...argv, "--shell"], options);
      await terminal.until(/has exited with status 3; this is a shell[\s\S]*[#$]$/);
      await terminal.enter("echo $(cat trace) $LEVEL $(tty); exit");
      await terminal.until(/^left 7 \/dev\/pts\/0$/m);
      assert.equal(await terminal.exitCode(), 3);
      assert.equal((await world.nerdsh(listed)).stdout, "");
    });

    test(`on ${runtime} runs a container by call and by command line, hands it the terminal, documents it, cancels a pull, and removes what was held`, async () => {
      await using world = await testWorld();
      await using home = await temporaryDirectory();
      // Which never says what nginx is.
      const silent = { fault: { kind: "stall" }, on: /nginx\/manifests/ } as const;
      await using registry = await startFaultyRegistry(world.registry.url, [silent]);
      const own = { XDG_CONFIG_HOME: join(home.path, "config"), NERDSH_HOSTS_DIR: registry.hostsDir };
      const env = nerdshEnvironment({ ...world.env, ...own });
      const name = `held-${runtime}`;
      const listed = ["ps", "-a", "--filter", `name=${name}`, "--format", "{{.Names}}"];
      await using prompt = await openTerminal(await nerdshOn(runtime), { cwd: home.path, env });
      await prompt.until(/^1›/m);
      await prompt.enter(`await using held = await run("busybox", ["sleep", "600"], { name: "${name}" })`);
      await prompt.until(/^2›/m);
      await prompt.enter("held.exec`echo ${'two  words'}`.text()");
      await prompt.until(/^'two {2}words'\n3›/m);
      await prompt.enter("?held.stop");
      await prompt.until(/^stop\(.*\nAsks it to end.*\n\noptions .*\n {2}timeout, signal\n4›/m);
      await prompt.enter(`${listed.join(" ")} | tr a-z A-Z`.replaceAll(/\{\{|\}\}/g, "'$&'"));
      await prompt.until(new RegExp(`^${name.toUpperCase()}\n5›`, "m"));
      await prompt.enter("setTimeout(() => console.log('in the background'), 200), 0");
      await prompt.until(/^0\n(in the background\n)?6›/m); // On a busy machine it may be there already.
      await prompt.type("7 +");
      await prompt.until(/^in the background\n6› 7 \+$/m);
      await prompt.press("C-u");
      await prompt.enter(`exec -it ${name} sh`);
      await prompt.until(/^\/ # *$/m);
      await prompt.enter("echo inside $((20 + 1)); exit");
      await prompt.until(/^inside 21\n7›/m);
      await prompt.enter(`exec ${name} false`);
      await prompt.until(/^\[1\] 8›/m);
      await prompt.enter('await pull("nginx")');
      await until("it is asked for", async () => registry.requests.some(({ path }) => silent.on.test(path)));
      await prompt.press("C-c");
      await prompt.until(/^error: the operation was cancelled\n9›/m);
      await prompt.press("C-d");
      assert.equal(await prompt.exitCode(), 0);
      assert.equal((await world.nerdsh(listed)).stdout, "");
    });
  }
});

test("of none of them is anything left", async () => {
  await using world = await testWorld();
  await world.untilAsAt(atFirst);
});
