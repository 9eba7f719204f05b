import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ContainerSummary } from "../../../../src/container/record/list.ts";
import { containerRow, statusText } from "../../../../src/container/record/row.ts";
import { defaultSpec } from "../../../../src/container/spec/default-spec.ts";
import type { StoredContainer } from "../../../../src/engine/containers.ts";

const nowMs = Date.parse("2026-08-01T12:00:00Z");
const id = "0ab12cd34ef5".padEnd(64, "6");

function container(args: string[]): StoredContainer {
  const spec = defaultSpec();
  spec.process.args = args;
  return {
    id,
    labels: {},
    image: "docker.io/library/nginx:latest",
    runtime: { name: "io.containerd.runc.v2" },
    snapshotter: "overlayfs",
    snapshotKey: id,
    createdAt: "2026-08-01T09:00:00Z",
    updatedAt: "2026-08-01T09:00:00Z",
    extensions: {},
    spec: () => spec,
    args: () => spec.process.args,
  };
}

const running: ContainerSummary = {
  id,
  name: "web",
  image: "nginx",
  status: "running",
  exitCode: undefined,
  createdMs: nowMs - 3 * 3_600_000,
  startedMs: nowMs - 5_000,
  exitedMs: undefined,
  labels: { "nerdctl/platform": "linux/amd64", app: "web" },
  runtime: "io.containerd.runc.v2",
  ports: [],
  container: container(["nginx", "-g", "daemon off; error_log /dev/stderr;"]),
  task: undefined,
};

describe("a row of ps", () => {
  test("has Docker's fields", () => {
    const { Label, CreatedAt, ...row } = containerRow(running, { noTrunc: false, nowMs });
    assert.deepEqual(row, {
      ID: "0ab12cd34ef5",
      Names: "web",
      Image: running.image,
      Command: `"nginx -g 'daemon of…"`,
      RunningFor: "3 hours ago",
      Status: "Up 5 seconds",
      State: "running",
      Ports: "",
      Runtime: "io.containerd.runc.v2",
      Platform: "linux/amd64",
      Labels: "nerdctl/platform=linux/amd64,app=web",
      Mounts: "",
      LocalVolumes: "0",
      Networks: "",
      Size: "0B",
    });
    assert.match(String(CreatedAt), /^2026-0[78]-\d\d \d\d:00:00 [+-]\d{4}( [A-Z]+)?$/);
    assert.deepEqual(["app", "none"].map(Label as (key: string) => string), ["web", ""]);
  });

  test("is whole with --no-trunc", () => {
    const { ID, Command } = containerRow(running, { noTrunc: true, nowMs });
    assert.deepEqual({ ID, Command }, { ID: id, Command: `"nginx -g 'daemon off; error_log /dev/stderr;'"` });
  });

  test("keeps a command of twenty characters, and quotes what is in it", () => {
    const command = (...args: string[]) =>
      containerRow({ ...running, container: container(args) }, { noTrunc: false, nowMs }).Command;
    assert.equal(command("a".repeat(20)), `"${"a".repeat(20)}"`);
    assert.equal(command("a".repeat(21)), `"${"a".repeat(19)}…"`);
    assert.equal(command("sh", "-c", 'echo "x"\n'), `"sh -c 'echo \\"x\\"\\n'"`);
  });
});

describe("a status", () => {
  const cases: readonly [what: Partial<ContainerSummary>, text: string][] = [
    [{}, "Up 5 seconds"],
    [{ startedMs: undefined }, "Up"],
    [{ health: "healthy" }, "Up 5 seconds (healthy)"],
    [{ health: "unhealthy" }, "Up 5 seconds (unhealthy)"],
    [{ health: "starting" }, "Up 5 seconds (health: starting)"],
    [{ status: "paused" }, "Up 5 seconds (Paused)"],
    [{ status: "exited", exitCode: 137, exitedMs: nowMs - 120_000 }, "Exited (137) 2 minutes ago"],
    [{ status: "exited", exitCode: 255 }, "Exited (255)"],
    [{ status: "restarting", exitCode: 1, exitedMs: nowMs - 3_000 }, "Restarting (1) 3 seconds ago"],
    [{ status: "created" }, "Created"],
    [{ status: "unknown" }, "Unknown"],
  ];
  for (const [what, text] of cases) {
    test(`is ${text}`, () => assert.equal(statusText({ ...running, ...what }, nowMs), text));
  }
});
