import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { codec } from "../../../src/engine/engine.ts";
import { Events } from "../../../src/engine/events.ts";
import type { Channel } from "../../../src/rpc/channel.ts";

const timestamp = "2026-08-01T12:00:00Z";

/** What a subscriber is told where the engine sends a message of that type. */
async function told(typeUrl: string, value: Uint8Array) {
  const channel: Pick<Channel, "serverStream"> = {
    async *serverStream() {
      yield { timestamp, namespace: "default", topic: "/topic", event: { typeUrl, value } };
    },
  };
  const events = new Events(channel as Channel, { namespace: "default", snapshotter: "overlayfs" }, codec); // It only subscribes.
  for await (const event of events.subscribe()) return event;
  return undefined;
}

const image = codec.encode("containerd.events.ImageCreate", { name: "docker.io/library/shop:2", labels: { a: "b" } });
const envelope = { timestamp, namespace: "default", topic: "/topic" };

describe("an event of the engine", () => {
  for (const type of ["containerd.events.ImageCreate", "containerd.services.images.v1.ImageCreate"]) {
    test(`has its fields where its type is ${type}`, async () => {
      const event = { name: "docker.io/library/shop:2", labels: { a: "b" } };
      assert.deepEqual(await told(type, image), { ...envelope, type, event });
    });
  }

  test("has no fields where its type is unknown, such as one of a plugin", async () => {
    for (const type of ["example.Made", "containerd.services.images.v1.ImageMade"])
      assert.deepEqual(await told(type, image), { ...envelope, type, event: {} });
  });
});
