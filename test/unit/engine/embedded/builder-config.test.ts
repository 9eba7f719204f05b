import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse } from "smol-toml";
import {
  type BuilderConfigInput,
  buildkitdConfig,
  dockerdConfig,
} from "../../../../src/engine/embedded/builder/builder-config.ts";
import { builderFiles } from "../../../../src/engine/embedded/builder/builder-files.ts";

const settings = { address: "/run/nerdsh/containerd.sock", root: "/var/lib/nerdsh", runtimeDir: "/run/nerdsh" };

const input: BuilderConfigInput = {
  address: settings.address,
  namespace: "default",
  snapshotter: "overlayfs",
  files: builderFiles(settings, "default"),
  registries: [
    { domain: "docker.io", mirrors: ["http://127.0.0.1:5000"], plain: ["127.0.0.1:5000"], unchecked: [] },
    { domain: "own.example", mirrors: ["https://near.example"], plain: [], unchecked: ["own.example"] },
  ],
  cniBinDir: "/usr/lib/cni",
};

describe("a builder's configuration", () => {
  test("makes a dockerd that is BuildKit on our containerd and our bridge", () => {
    const { bridge, cgroup, state, data, pidFile, sockets } = input.files;
    assert.deepEqual(JSON.parse(dockerdConfig(input)), {
      hosts: [`unix://${sockets.dockerd}`],
      group: "0",
      "data-root": data,
      "exec-root": state,
      pidfile: pidFile,
      containerd: "/run/nerdsh/containerd.sock",
      "containerd-namespace": "default",
      "containerd-plugins-namespace": "default",
      features: { "containerd-snapshotter": true },
      "storage-driver": "overlayfs",
      bridge,
      iptables: false,
      ip6tables: false,
      "ip-masq": false,
      "ip-forward": false,
      "userland-proxy": false,
      "cgroup-parent": cgroup,
      "exec-opts": ["native.cgroupdriver=cgroupfs"],
      "log-level": "fatal",
      "registry-mirrors": ["http://127.0.0.1:5000"],
      "insecure-registries": ["127.0.0.1:5000", "own.example"],
    });
  });

  test("makes a buildkitd with containerd's worker alone, and CNI", () => {
    const { cgroup, data, networkList, sockets } = input.files;
    const containerd = {
      enabled: true,
      address: "/run/nerdsh/containerd.sock",
      namespace: "default",
      snapshotter: "overlayfs",
      rootless: false,
      defaultCgroupParent: cgroup,
      networkMode: "cni",
      cniConfigPath: networkList,
      cniBinaryPath: "/usr/lib/cni",
    };
    assert.deepEqual(JSON.parse(JSON.stringify(parse(buildkitdConfig(input)))), {
      root: data,
      "insecure-entitlements": ["network.host", "security.insecure"],
      grpc: { address: [`unix://${sockets.buildkitd}`] },
      worker: { oci: { enabled: false }, containerd },
      registry: {
        "docker.io": { mirrors: ["127.0.0.1:5000"] },
        "127.0.0.1:5000": { http: true, insecure: false },
        "own.example": { mirrors: ["near.example"], http: false, insecure: true },
      },
    });
  });

  test("gives a RUN of buildkitd the host's network where CNI's plugins are missing", () => {
    const { worker } = parse(buildkitdConfig({ ...input, cniBinDir: undefined })) as {
      worker: { containerd: Record<string, unknown> };
    };
    assert.equal(worker.containerd["networkMode"], "host");
    assert.equal("cniConfigPath" in worker.containerd, false);
  });

  test("binds no socket whose path is too long, however long the root's is", () => {
    const runtimeDir = `/${"r".repeat(59)}`;
    const { state, sockets } = builderFiles({ ...settings, runtimeDir }, "n".repeat(76));
    for (const path of [`${state}/libnetwork/0123456789ab.sock`, `${sockets.buildkitd}.p`])
      assert.ok(Buffer.byteLength(path) <= 107, path);
  });
});
