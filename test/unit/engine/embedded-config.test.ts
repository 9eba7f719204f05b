import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "smol-toml";
import { containerdConfig } from "../../../src/engine/embedded/config.ts";

test("the embedded engine's configuration keeps to its own directories, whatever is in their names", () => {
  const files = {
    data: '/srv/a "b"/containerd',
    state: "/run/a\\b/containerd",
    socket: "/run/ä/containerd.sock",
    additions: "/srv/a/containerd.d/*.toml",
  };
  const { disabled_plugins: disabled, ...config } = structuredClone(parse(containerdConfig(files)));
  assert.deepEqual(config, {
    version: 2,
    imports: [files.additions],
    root: files.data,
    state: files.state,
    required_plugins: ["io.containerd.metadata.v1.bolt", "io.containerd.runtime.v2.task"],
    grpc: { address: files.socket },
    debug: { level: "warn" },
    timeouts: { "io.containerd.timeout.bolt.open": "2s", "io.containerd.timeout.shim.load": "20s" },
  });
  assert.ok(Array.isArray(disabled) && disabled.includes("io.containerd.grpc.v1.cri"));
});
