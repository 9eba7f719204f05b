import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventFilterKeys, fitsEvent } from "../../../src/container/events/filter.ts";
import type { KnownContainer, SystemEvent } from "../../../src/container/events/system-event.ts";
import { containerEvent, knownContainer } from "../../../src/container/events/system-event.ts";
import { translated } from "../../../src/container/events/translation.ts";
import { parseFilters } from "../../../src/container/filters.ts";
import type { StoredContainer } from "../../../src/engine/containers.ts";

const timestamp = "2026-08-01T12:00:00.123456789Z";
const web: KnownContainer = { name: "web", image: "nginx:latest", labels: { app: "shop" } };

/** Action and what it adds to the attributes that every event of the container has. */
function translation(topic: string, event: object, now = web) {
  const found = translated(
    { timestamp, namespace: "default", topic, type: "", event: { ...event } },
    { before: web, now },
  );
  if (found === undefined) return undefined;
  const { app, image, name, ...more } = found.attributes;
  assert.deepEqual([app, image, name, found.id, found.time], ["shop", "nginx:latest", now.name, "0ab1", timestamp]);
  return [found.action, more];
}

describe("events of containerd in Docker's words", () => {
  const [id, containerId] = ["0ab1", "0ab1"];
  for (const [topic, event, expected] of [
    ["/containers/create", { id }, ["create", {}]],
    ["/containers/delete", { id }, ["destroy", {}]],
    ["/containers/update", { id }, undefined],
    ["/tasks/create", { containerId }, undefined],
    ["/tasks/start", { containerId }, ["start", {}]],
    ["/tasks/exit", { containerId, id, exitStatus: 137 }, ["die", { exitCode: "137" }]],
    ["/tasks/exit", { containerId, id: "e1" }, ["exec_die", { execID: "e1", exitCode: "0" }]],
    ["/tasks/exec-added", { containerId, execId: "e1" }, ["exec_create", { execID: "e1" }]],
    ["/tasks/exec-started", { containerId, execId: "e1" }, ["exec_start", { execID: "e1" }]],
    ["/tasks/oom", { containerId }, ["oom", {}]],
    ["/tasks/paused", { containerId }, ["pause", {}]],
    ["/tasks/resumed", { containerId }, ["unpause", {}]],
    ["/nerdsh/health", { id, labels: { health_status: "healthy" } }, ["health_status: healthy", {}]],
    ["/nerdsh/container", { id, labels: { action: "kill", signal: "9" } }, ["kill", { signal: "9" }]],
    ["/snapshot/prepare", { key: id }, undefined],
  ] as const) {
    test(`${topic} ${JSON.stringify(event)} is ${expected?.[0] ?? "none"}`, () => {
      assert.deepEqual(translation(topic, event), expected);
    });
  }

  test("an end tells the whole seconds of the life, where it is known when that began", () => {
    const startedAt = "2026-08-01T11:58:56.900Z";
    assert.deepEqual(translation("/tasks/exit", { containerId, id }, { ...web, startedAt }), [
      "die",
      { exitCode: "0", execDuration: "63" },
    ]);
    // The kernel's time of a start may be later than containerd's of an end.
    const later = "2026-08-01T12:00:01Z";
    assert.deepEqual(translation("/tasks/exit", { containerId, id }, { ...web, startedAt: later }), [
      "die",
      { exitCode: "0", execDuration: "0" },
    ]);
  });

  test("an update that changes the name is a rename", () => {
    assert.deepEqual(translation("/containers/update", { id }, { ...web, name: "shop" }), [
      "rename",
      { oldName: "web" },
    ]);
  });

  test("an image that is gone is deleted, and what pruning gave back is told", () => {
    const told = (event: Record<string, unknown>) =>
      translated(
        { timestamp, namespace: "default", topic: "/nerdsh/image", type: "", event },
        { before: web, now: web },
      );
    const base = { type: "image", time: timestamp };
    const id = `sha256:${"a".repeat(64)}`;
    const deleted = { ...base, action: "delete", id, attributes: { name: id } };
    assert.deepEqual(told({ name: id, labels: { action: "delete" } }), deleted);
    const pruned = { ...base, action: "prune", id: "", attributes: { reclaimed: "12" } };
    assert.deepEqual(told({ name: "", labels: { action: "prune", reclaimed: "12" } }), pruned);
  });

  test("an image that gets or loses a name is tagged or untagged", () => {
    const event = {
      timestamp,
      namespace: "default",
      topic: "/images/delete",
      type: "",
      event: { name: "docker.io/library/nginx:1" },
    };
    assert.deepEqual(translated(event, { before: undefined, now: undefined }), {
      type: "image",
      action: "untag",
      id: "nginx:1",
      time: timestamp,
      attributes: { name: "nginx:1" },
    });
  });
});

describe("a container as events know it", () => {
  const record = (labels: Record<string, string>) => {
    return knownContainer({
      id: "0ab1",
      image: "docker.io/library/nginx:latest",
      labels,
    } as unknown as StoredContainer); // All that is looked at.
  };

  test("has its image as it was written for `run`", () => {
    assert.equal(record({ "nerdsh/image": "nginx" }).image, "nginx");
    assert.equal(record({ "nerdsh/image": "docker.io/library/nginx:latest" }).image, "nginx:latest");
  });

  test("has the name of the image where nobody has noted that", () => {
    assert.equal(record({}).image, "nginx:latest");
  });

  test("is found by that image with its tag, and without", () => {
    const event = containerEvent({
      id: "0ab1",
      known: record({ "nerdsh/image": "nginx" }),
      action: "die",
      time: timestamp,
    });
    const fits = (text: string) => fitsEvent(parseFilters([`image=${text}`], eventFilterKeys), event);
    assert.deepEqual(["nginx", "nginx:latest", "nginx:1", "redis"].map(fits), [true, true, false, false]);
  });
});

describe("a filter of events", () => {
  const attributes = { app: "shop", image: "nginx:latest", name: "web" };
  const event: SystemEvent = {
    type: "container",
    action: "health_status: healthy",
    id: "0ab1",
    attributes,
    time: timestamp,
  };
  for (const [texts, fits] of [
    [["container=web"], true],
    [["container=0ab"], true],
    [["container=db", "container=web"], true],
    [["container=db"], false],
    [["event=health_status"], true],
    [["event=health_status: healthy"], true],
    [["event=die", "container=web"], false],
    [["image=nginx"], true],
    [["image=nginx:1"], false],
    [["label=app=shop"], true],
    [["label=app=shop", "label=tier"], false],
    [["type=image"], false],
    [["network=bridge"], false],
    ...["config", "daemon", "node", "plugin", "secret", "service"].map((key) => [[`${key}=web`], false] as const),
  ] as const) {
    test(`${texts.join(" and ")} ${fits ? "fits" : "does not fit"}`, () => {
      assert.equal(fitsEvent(parseFilters(texts, eventFilterKeys), event), fits);
    });
  }

  test("finds an image's own events by its name, with or without the tag", () => {
    const tagged: SystemEvent = {
      type: "image",
      action: "tag",
      id: "shop:2",
      attributes: { name: "shop:2" },
      time: timestamp,
    };
    const fits = (text: string) => fitsEvent(parseFilters([`image=${text}`], eventFilterKeys), tagged);
    assert.deepEqual(["shop", "shop:2", "shop:1", "web"].map(fits), [true, true, false, false]);
  });
});
