import assert from "node:assert/strict";
import { stopContainer } from "../../src/container/stop.ts";
import { findLeftovers } from "../../src/system/leftovers/find.ts";
import type { Leftover } from "../../src/system/leftovers/leftover.ts";
import type { Containers, TestContainer } from "./containers.ts";

/** One of every state that a container stays in: whatever doctor removes, these are not of it. */
export class HealthyContainers {
  readonly #containers: Containers;
  readonly #running: TestContainer;
  readonly #exited: TestContainer;
  readonly #created: TestContainer;

  private constructor(
    containers: Containers,
    [running, exited, created]: readonly [TestContainer, TestContainer, TestContainer],
  ) {
    this.#containers = containers;
    this.#running = running;
    this.#exited = exited;
    this.#created = created;
  }

  static async start(containers: Containers): Promise<HealthyContainers> {
    const running = await containers.run({ name: "running", network: "bridge", publish: "80" });
    const exited = await containers.run({ name: "exited" });
    await stopContainer(containers.context, await exited.record(), { timeout: 0 });
    return new HealthyContainers(containers, [running, exited, await containers.create({ name: "created" })]);
  }

  async check(): Promise<void> {
    assert.equal(await this.#running.output("echo", "alive"), "alive\n");
    assert.match(await this.#running.output("cat", "/etc/hosts"), /^10\./m);
    const { engine } = this.#containers.context;
    assert.equal((await engine.tasks.get({ id: this.#exited.id })).status, "STOPPED");
    for (const { id, record } of [this.#running, this.#exited, this.#created]) {
      const { snapshotKey } = await record();
      assert.equal((await engine.snapshots().stat(snapshotKey)).name, id);
    }
  }
}

/** As it will look in two minutes: no thing is too young to be judged. */
export function later(): number {
  return Date.now() + 120_000;
}

export async function foundLater({ context }: Containers): Promise<Leftover[]> {
  return (await findLeftovers(context, later())).map(({ leftover }) => leftover);
}
