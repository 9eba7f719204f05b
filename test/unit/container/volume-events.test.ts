import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mountEvents, volumeEvent } from "../../../src/container/events/volume-events.ts";

const timestamp = "2026-08-01T12:00:00.123456789Z";
const engineEvent = (topic: string, event: Record<string, unknown>) => ({
  ...{ timestamp, namespace: "default", topic, type: "" },
  event,
});
const known = {
  ...{ name: "web", image: "nginx:latest", labels: {} },
  volumes: [
    {
      Type: "volume",
      Name: "data",
      Source: "/v/data/_data",
      Destination: "/data",
      Mode: "",
      RW: false,
      Propagation: "",
    },
  ] as const,
};

describe("a volume's event", () => {
  test("is what was told of it", () => {
    const told = engineEvent("/nerdsh/volume", { id: "data", labels: { action: "create", driver: "local" } });
    const expected = { type: "volume", action: "create", id: "data", attributes: { driver: "local" }, time: timestamp };
    assert.deepEqual(volumeEvent(told), expected);
    assert.equal(volumeEvent(engineEvent("/nerdsh/image", {})), undefined);
  });

  test("follows from a container's start and end, and from no exec's", () => {
    const base = { type: "volume", id: "data", time: timestamp };
    const mount = { container: "0ab1", destination: "/data", driver: "local", propagation: "", "read/write": "false" };
    assert.deepEqual(mountEvents(engineEvent("/tasks/start", { containerId: "0ab1" }), known), [
      { ...base, action: "mount", attributes: mount },
    ]);
    assert.deepEqual(mountEvents(engineEvent("/tasks/exit", { containerId: "0ab1", id: "0ab1" }), known), [
      { ...base, action: "unmount", attributes: { container: "0ab1", driver: "local" } },
    ]);
    assert.deepEqual(mountEvents(engineEvent("/tasks/exit", { containerId: "0ab1", id: "e1" }), known), []);
    assert.deepEqual(mountEvents(engineEvent("/tasks/start", { containerId: "0ab1" }), undefined), []);
  });
});
