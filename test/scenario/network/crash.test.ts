import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { releaseNetworks } from "../../../src/network/attach.ts";
import { networkLeftovers, removeNetworkLeftover } from "../../../src/network/leftovers.ts";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { networkTraces } from "../../support/network-traces.ts";
import { attached, createNetwork, newId, privateNetworks, reservedPorts } from "../../support/private-network.ts";

const source = fileURLToPath(new URL("../../fixtures/network/start-and-wait.ts", import.meta.url));
const nobody = async () => new Set<string>();

let program: BundledProgram;
before(async () => {
  program = await bundledProgram(source);
});
after(() => program[Symbol.asyncDispose]());

/** Lets a process do the steps of a start up to one of them, and in some milliseconds some of the next, and kills it. */
async function killAfter(
  step: string,
  delayMs: number,
  { id, network, port }: { id: string; network: string; port: number },
  root: string,
) {
  const last = delayMs === 0 ? [step] : [];
  const child = spawn(process.execPath, [program.path, id, network, `${port}`, ...last], {
    env: { ...process.env, NERDSH_ROOT: root },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(child.stdout)) if (line === step) break;
  await setTimeout(delayMs); // Not to wait for anything: to die at another place of the step.
  child.kill("SIGKILL");
  await once(child, "exit");
  await orphansGone(id);
}

/** Plugins outlive the process that was killed by some milliseconds; they know the container by their environment. */
async function orphansGone(id: string): Promise<void> {
  for (;;) {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const texts = await Promise.all(
      pids.map(async (pid) => {
        const files = ["environ", "cmdline"].map((name) => readFile(`/proc/${pid}/${name}`, "latin1").catch(() => ""));
        return Number(pid) === process.pid ? "" : (await Promise.all(files)).join();
      }),
    );
    if (!texts.some((text) => text.includes(id) || text.includes(id.slice(0, 12)))) return;
    await setTimeout(5);
  }
}

describe("a start killed with SIGKILL", () => {
  const whole = ["attachment", "hosts file", "netns", "port reservation", "published port"];
  const moments = [
    { step: "begun", delays: [0, 1] },
    { step: "ports", delays: [0], left: ["port reservation"] },
    { step: "hosts", delays: [0, 2, 4] },
    { step: "netns", delays: [0, 3, 6, 9, 12, 15, 18, 24] },
    { step: "attached", delays: [0], left: whole },
  ];
  for (const kind of ["usual", "as written"] as const) {
    for (const { step, delays, left } of moments) {
      test(`leaves after "${step}" nothing that doctor does not find and remove (${kind})`, async () => {
        await using networks = await privateNetworks();
        const { settings } = networks;
        const blue = await createNetwork(settings, "blue", kind);
        // Whatever the first attachment sets up for the network itself is there before.
        await using first = await attached(settings, blue);
        const words = [`${blue.plugins[0]?.["bridge"]}`, first.ip.replace(/\d+$/, ""), settings.dataStore];
        const traces = await networkTraces(settings, words);
        for (const delayMs of delays) {
          const id = newId();
          await using chosen = await reservedPorts(settings, "80");
          const { hostPort: port } = chosen.ports[0]!;
          await chosen[Symbol.asyncDispose]();
          await killAfter(step, delayMs, { id, network: "blue", port }, settings.root);
          const live = async () => new Set([first.id]);
          const found = await networkLeftovers(settings, live);
          for (const leftover of found) await removeNetworkLeftover(settings, leftover);
          assert.deepEqual(await networkLeftovers(settings, live), []);
          assert.deepEqual(await networkTraces(settings, words), traces, `killed ${delayMs} ms after "${step}"`);
          const kinds = [...new Set(found.map((leftover) => leftover.kind))].sort();
          if (left !== undefined && kind === "usual") assert.deepEqual(kinds, left);
        }
      });
    }
  }
});

describe("a release", () => {
  test("is the same a second time, and for a container that never was", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const web = await attached(settings, await createNetwork(settings, "blue"));
    await releaseNetworks(settings, web.id);
    await releaseNetworks(settings, web.id);
    await releaseNetworks(settings, newId());
    assert.deepEqual(await networkLeftovers(settings, nobody), []);
  });

  test("takes no port away from the container that has it by now", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue");
    await using ports = await reservedPorts(settings, "80");
    const former = await attached(settings, blue, ports);
    await releaseNetworks(settings, former.id);
    await using owner = await attached(settings, blue, ports);
    await releaseNetworks(settings, former.id);
    const leftovers = await networkLeftovers(settings, nobody);
    assert.deepEqual(
      leftovers.filter(({ kind }) => kind === "published port").map(({ id }) => id),
      [owner.id],
    );
  });
});
