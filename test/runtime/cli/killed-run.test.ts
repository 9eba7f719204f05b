import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { processTable } from "../../support/process-table.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { testWorld } from "../../support/world.ts";

const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

describe("run -i, killed with SIGKILL while its container is silent", () => {
  for (const runtime of runtimes) {
    test(`on ${runtime}, lets go of its caller's streams and of the container's`, async () => {
      const world = await testWorld();
      await using job = containerName(world);
      const words = ["run", "-i", "--name", job.name, "--network", "none", "busybox"];
      const [file, ...args] = await nerdshOn(runtime, [...words, "sh", "-c", "echo ready; exec sleep 1000000"]);
      const child = spawn(file, args, { env: nerdshEnvironment(world.env) });
      const closed = once(child, "close");
      assert.equal(String((await once(child.stdout, "data"))[0]), "ready\n");
      child.kill("SIGKILL");
      assert.deepEqual(await closed, [null, "SIGKILL"], "nobody else has its stdout and stderr");
      await until("nobody is at a FIFO of the container any more", () => {
        const files = processTable().map(({ command }) => command.at(-1) ?? "");
        return !files.some((file) => file.startsWith(world.root) && /\/std(in|out|err)$/.test(file));
      });
      const { stdout } = await world.nerdsh(["ps", "--format", "{{.Names}}"]);
      assert.ok(stdout.split("\n").includes(job.name), "the container goes on");
    });
  }
});
