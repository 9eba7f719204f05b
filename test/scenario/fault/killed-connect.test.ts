import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../../src/commands/container/run.ts";
import { networkCreateCommand } from "../../../src/commands/network/create.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { connectNetwork } from "../../../src/container/network/connect.ts";
import { disconnectNetwork } from "../../../src/container/network/disconnect.ts";
import { recordedEndpoints } from "../../../src/container/network/network-labels.ts";
import { createUserNetwork } from "../../../src/container/network/user-network.ts";
import { publishedPorts } from "../../../src/container/record/list.ts";
import { findContainer } from "../../../src/container/record/lookup.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { runContainer } from "../../../src/container/run.ts";
import type { Context } from "../../../src/context.ts";
import { attachmentsOf } from "../../../src/network/attach.ts";
import { netnsPath } from "../../../src/network/netns.ts";
import { removeLeftovers } from "../../../src/system/doctor.ts";
import { findLeftovers } from "../../../src/system/leftovers/find.ts";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { until } from "../../support/condition.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { answer } from "../../support/network-traffic.ts";
import type { World } from "../../support/private-world.ts";
import { runProgram } from "../../support/program.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

const source = fileURLToPath(new URL("../../fixtures/programs/connect-and-die.ts", import.meta.url));

/** What each does first, and then; right after one is right before the next. Disconnecting leads the port elsewhere: an attachment. */
const steps = {
  connect: ["journal", "attachment", "record", "forgetting", "names", "commit"],
  disconnect: ["journal", "record", "forgetting", "names", "detachment", "attachment", "commit"],
};

let world: World;
let context: Context & Disposable;
let id: string;
let program: BundledProgram;
before(async () => {
  program = await bundledProgram(source);
  world = await testWorld();
  context = await worldContext(world);
  for (const name of ["blue", "green"]) await createUserNetwork(context, readInput(networkCreateCommand, [name], {}));
  const flags = { detach: true, network: ["blue"], hostname: "web", publish: ["127.0.0.1::80"] };
  const words = ["busybox", "nc", "-ll", "-p", "80", "-e", "hostname"];
  ({ id } = await runContainer(context, readInput(runCommand, words, flags), { detach: true }));
});
after(async () => {
  context[Symbol.dispose]();
  await program[Symbol.asyncDispose]();
});

const namespaced = () => ({ ...context.settings, namespace: context.engine.namespace });
const attached = async () => (await attachmentsOf(namespaced(), id)).map(({ network }) => network);

/** What the record says, which is what the other tools see and the next start makes. */
async function recorded(): Promise<string[]> {
  const { labels } = await context.engine.containers.get(id);
  return recordedEndpoints(labels).map(({ network }) => network);
}

/** The network that has the port: the one that the container was in alone last. */
let carrier = "blue";
const other = () => (carrier === "blue" ? "green" : "blue");

/** In one network, or in both. */
async function begin(action: string): Promise<void> {
  const there = await recorded();
  if (there.length === 1) carrier = there[0]!;
  if (action === "connect" && there.length === 2) await disconnectNetwork(context, id, other());
  if (action === "disconnect" && there.length === 1) {
    await connectNetwork(context, id, { network: other(), aliases: [] });
  }
}

for (const [action, names] of Object.entries(steps)) {
  describe(`network ${action}, killed with SIGKILL`, () => {
    for (const moment of [...names.map((name) => `before ${name}`), "after commit"]) {
      test(`${moment}: doctor makes its interfaces what the record says, and the port leads there`, async () => {
        await begin(action);
        const network = action === "connect" ? other() : carrier;
        const run = [program.path, moment, action, id, network];
        const killed = await runProgram(process.execPath, run, { env: nerdshEnvironment(world.env) });
        assert.equal(killed.exitCode, 137, `it got past the moment: ${killed.stderr}`);
        await removeLeftovers(context);
        assert.deepEqual(await findLeftovers(context), []);

        assert.deepEqual((await attached()).sort(), (await recorded()).sort());
        const inside = ["netns", "exec", netnsPath(context.settings, id).split("/").at(-1)!, "ip", "-o", "link"];
        const links = (await runProgram("ip", inside)).stdout.trim().split("\n");
        assert.equal(links.length, 1 + (await attached()).length);
        const { hostPort: port } = publishedPorts(context, id)[0]!;
        await until("it answers", async () => (await answer(undefined, { address: "127.0.0.1", port })) === "web");
      });
    }
  });
}

describe("a container whose networks were cut short", () => {
  test("is removed as any other, with all that it had", async () => {
    await removeContainer(context, await findContainer(context, id), { force: true, volumes: true });
    assert.deepEqual(await attached(), []);
    assert.deepEqual(await findLeftovers(context), []);
  });
});
