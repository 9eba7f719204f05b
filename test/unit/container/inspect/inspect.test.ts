import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ContainerFacts } from "../../../../src/container/inspect/inspect.ts";
import { configDocument } from "../../../../src/container/inspect/inspect-config.ts";
import { dockerContainer } from "../../../../src/container/inspect/inspect-docker.ts";
import { networkSettingsDocument } from "../../../../src/container/inspect/inspect-network.ts";
import { storageDocument } from "../../../../src/container/inspect/inspect-storage.ts";
import { labelKeys } from "../../../../src/container/record/labels.ts";
import { statePaths } from "../../../../src/container/record/state-directory.ts";
import { defaultSpec } from "../../../../src/container/spec/default-spec.ts";
import { keeperLabels } from "../../../../src/container/streams/keeper.ts";
import type { StoredContainer } from "../../../../src/engine/containers.ts";
import { toAttachment } from "../../../../src/network/attachment.ts";
import { assertGolden } from "../../../support/golden.ts";

const id = "0ab12cd34ef5".padEnd(64, "0");

const container: StoredContainer = {
  id,
  image: "docker.io/library/nginx:latest",
  labels: {
    [labelKeys.name]: "web",
    [labelKeys.image]: "nginx",
    [labelKeys.networks]: '["blue"]',
    [labelKeys.platform]: "linux/amd64",
    [labelKeys.exposedPorts]: '{"80/tcp":{}}',
    role: "front",
  },
  runtime: { name: "io.containerd.runc.v2" },
  snapshotter: "overlayfs",
  snapshotKey: id,
  createdAt: "2026-08-01T12:00:00.123456789Z",
  updatedAt: "2026-08-01T12:00:00.123456789Z",
  extensions: {},
  spec: defaultSpec,
  args: () => defaultSpec().process.args,
};

const overlay = {
  type: "overlay",
  source: "overlay",
  target: "",
  options: ["index=off", "workdir=/s/2/work", "upperdir=/s/2/fs", "lowerdir=/s/1/fs:/s/0/fs"],
};

/** Of a container that never ran. */
const facts: ContainerFacts = {
  container,
  spec: defaultSpec(),
  task: undefined,
  image: undefined,
  attachments: [],
  ports: [],
  paths: statePaths({ dataStore: "/nonexistent", namespace: "default" }, id),
  life: undefined,
  mounts: [overlay],
  sizes: { own: 4096, whole: 8192 },
};

const attachment = toAttachment("blue", "eth0", {
  cniVersion: "1.0.0",
  interfaces: [{ name: "eth0", mac: "02:42:ac:11:00:02", sandbox: "/run/netns/web" }],
  ips: [{ address: "10.4.1.9/24", gateway: "10.4.1.1", interface: 0 }],
});

describe("what inspect shows of a container", () => {
  test("has all keys of Docker's, in its order", async () => {
    await assertGolden("container/inspect-created", dockerContainer(facts));
  });

  test("has one id of its endpoint at both places, as long as a container's, while it runs in a network", () => {
    const task = { pid: process.pid, status: "RUNNING", exitCode: 0, exitedAt: "", streams: {} };
    const running = { ...facts, attachments: [attachment], task: task as unknown as ContainerFacts["task"] }; // All that is looked at.
    const { SandboxID, EndpointID, Networks } = networkSettingsDocument(running) as Record<string, unknown>;
    assert.equal(SandboxID, id);
    assert.match(String(EndpointID), /^[0-9a-f]{64}$/);
    assert.equal((Networks as Record<string, { EndpointID: string }>)["blue"]?.EndpointID, EndpointID);
    const stopped = networkSettingsDocument(facts) as Record<string, unknown>;
    assert.deepEqual([stopped["SandboxID"], stopped["EndpointID"]], ["", ""]);
  });

  for (const [title, kept, isAttached] of [
    ["in the foreground is attached to its caller", keeperLabels({ detach: false }), true],
    ["detached is attached to nobody", keeperLabels({ detach: true }), false],
  ] as const) {
    test(`${title}`, () => {
      const labels = { ...container.labels, ...kept, [labelKeys.interactive]: "true" };
      const config = configDocument({ ...facts, container: { ...container, labels } }) as Record<string, unknown>;
      const { AttachStdin, AttachStdout, AttachStderr, StdinOnce, OpenStdin } = config;
      assert.deepEqual([AttachStdout, AttachStderr, StdinOnce], [isAttached, isAttached, isAttached]);
      assert.deepEqual([AttachStdin, OpenStdin], [true, true]);
    });
  }

  test("has the directories of an overlay, and those of no other file system", () => {
    const data = { LowerDir: "/s/1/fs:/s/0/fs", UpperDir: "/s/2/fs", WorkDir: "/s/2/work" };
    assert.deepEqual(storageDocument("overlayfs", [overlay]), { Data: data, Name: "overlayfs" });
    const native = { type: "bind", source: "/s/2", target: "", options: ["rw", "rbind"] };
    assert.deepEqual(storageDocument("native", [native]), { Data: null, Name: "native" });
  });
});
