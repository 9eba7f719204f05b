import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inToldOrder } from "../../../../src/container/events/told-order.ts";
import type { EngineEvent } from "../../../../src/engine/events.ts";

const happened = (topic: string, event: Record<string, unknown>): EngineEvent => {
  return { timestamp: "2026-08-01T12:00:00Z", namespace: "default", topic, type: "", event };
};
const exit = (id: string, process = id) => happened("/tasks/exit", { containerId: id, id: process });
const start = (id: string) => happened("/tasks/start", { containerId: id });
const gone = (id: string) => happened("/containers/delete", { id });
const said = (id: string, action: string) => happened("/nerdsh/container", { id, labels: { action } });

/** `web exit`, `web stop`, … */
function words({ topic, event }: EngineEvent): string {
  const { id, containerId = id, labels } = event as { id: string; containerId?: string; labels?: { action: string } };
  return `${containerId} ${labels?.action ?? topic.split("/").at(-1)}`;
}

async function* arriving(...events: readonly EngineEvent[]): AsyncGenerator<EngineEvent> {
  yield* events;
}

/** Long enough that only events end the waiting. */
const forEver = 2 ** 31 - 1;

async function told(...events: readonly EngineEvent[]): Promise<string[]> {
  const found: string[] = [];
  for await (const event of inToldOrder(arriving(...events), forEver)) found.push(words(event));
  return found;
}

describe("what a command says of a container", () => {
  for (const [name, events, expected] of [
    ["comes after the exit that it overtook", [said("a", "stop"), exit("a")], ["a exit", "a stop"]],
    ["stays where it came in time", [said("a", "kill"), exit("a"), said("a", "stop")], ["a kill", "a exit", "a stop"]],
    ["does not wait for another's exit", [said("a", "stop"), exit("b"), exit("a")], ["b exit", "a exit", "a stop"]],
    [
      "does not take an exec's exit for it",
      [said("a", "stop"), exit("a", "e"), exit("a")],
      ["a exit", "a exit", "a stop"],
    ],
    ["comes before the container is gone", [said("a", "stop"), gone("a")], ["a stop", "a delete"]],
    [
      "waits anew after a second start",
      [start("a"), exit("a"), said("a", "stop"), start("a"), said("a", "stop"), exit("a")],
      ["a start", "a exit", "a stop", "a start", "a exit", "a stop"],
    ],
    [
      "is in Docker's order where a restart overtook all of it",
      [start("a"), said("a", "kill"), said("a", "stop"), said("a", "restart"), exit("a"), start("a")],
      ["a start", "a kill", "a exit", "a stop", "a start", "a restart"],
    ],
    ["is told at the end, where nothing else comes", [said("a", "stop")], ["a stop"]],
  ] as const) {
    test(name, async () => assert.deepEqual(await told(...events), expected));
  }

  test("is told in time where the exit was told before anybody looked, though others go on", async () => {
    let isTold = false;
    async function* others() {
      yield said("a", "stop");
      while (!isTold) {
        yield said("b", "kill");
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    for await (const event of inToldOrder(others(), 20)) isTold ||= words(event) === "a stop";
    assert.ok(isTold);
  });

  test("is told before the failure that ends the events", async () => {
    async function* failing() {
      yield said("a", "stop");
      throw new Error("the engine is gone");
    }
    const events = inToldOrder(failing(), forEver);
    assert.equal(words((await events.next()).value as EngineEvent), "a stop");
    await assert.rejects(events.next(), /the engine is gone/);
  });
});
