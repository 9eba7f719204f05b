import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultSpec } from "../../../../src/container/spec/default-spec.ts";
import { readNamespaceMode } from "../../../../src/container/spec/namespace-mode.ts";
import {
  type NamespaceFacts,
  type NamespaceOptions,
  namespaceOptions,
} from "../../../../src/container/spec/namespace-options.ts";

const nothing: NamespaceOptions = {
  pid: undefined,
  ipc: undefined,
  uts: undefined,
  cgroupns: undefined,
  userns: undefined,
  sysctl: {},
};
const facts: NamespaceFacts = {
  cgroupVersion: 1,
  network: "new",
  pidNamespace: undefined,
  ipcNamespace: undefined,
  sharedMemory: undefined,
};

const specOf = (options: Partial<NamespaceOptions>, changes: Partial<NamespaceFacts> = {}) => {
  const spec = defaultSpec();
  for (const option of namespaceOptions({ ...nothing, ...options }, { ...facts, ...changes })) option(spec);
  return spec;
};
const namespacesOf = (...args: Parameters<typeof specOf>) =>
  specOf(...args).linux.namespaces.map(({ type, path }) => (path === undefined ? type : `${type}=${path}`));
const mountOf = (place: string, ...args: Parameters<typeof specOf>) =>
  specOf(...args).mounts.find(({ destination }) => destination === place);

describe("the namespaces of a container", () => {
  test("are its own, and that of cgroups where there is one tree of them", () => {
    assert.deepEqual(namespacesOf({}), ["pid", "ipc", "uts", "mount", "network"]);
    assert.deepEqual(namespacesOf({}, { cgroupVersion: 2 }), ["pid", "ipc", "uts", "mount", "network", "cgroup"]);
    assert.deepEqual(namespacesOf({ cgroupns: "private" }), ["pid", "ipc", "uts", "mount", "network", "cgroup"]);
    const host = namespacesOf({ cgroupns: "host" }, { cgroupVersion: 2 });
    assert.deepEqual(host, ["pid", "ipc", "uts", "mount", "network"]);
  });

  test("are the host's where that is asked for", () => {
    const options = { pid: "host", ipc: "host", uts: "host", userns: "host" };
    assert.deepEqual(namespacesOf(options), ["mount", "network"]);
    assert.deepEqual(mountOf("/dev/shm", options), {
      destination: "/dev/shm",
      type: "bind",
      source: "/dev/shm",
      options: ["rbind", "nosuid", "noexec", "nodev"],
    });
  });

  test("are another container's by the path of its process", () => {
    const options = { pid: "container:a", ipc: "container:b" };
    const joined = { pidNamespace: "/proc/7/ns/pid", ipcNamespace: "/proc/8/ns/ipc", sharedMemory: "/state/b/shm" };
    assert.deepEqual(namespacesOf(options, joined), [
      "pid=/proc/7/ns/pid",
      "ipc=/proc/8/ns/ipc",
      "uts",
      "mount",
      "network",
    ]);
    assert.equal(mountOf("/dev/shm", options, joined)?.source, "/state/b/shm");
    assert.deepEqual(namespacesOf({ ipc: "container:b" }, { ipcNamespace: "host" }), [
      "pid",
      "uts",
      "mount",
      "network",
    ]);
  });

  test("of IPC without shared memory leave /dev/shm out", () => {
    assert.equal(mountOf("/dev/shm", { ipc: "none" }), undefined);
    assert.equal(mountOf("/dev/shm", { ipc: "shareable" }, { sharedMemory: "/state/a/shm" })?.source, "/state/a/shm");
    assert.equal(mountOf("/dev/shm", {})?.type, "tmpfs");
  });

  const invalid: readonly [flag: Parameters<typeof readNamespaceMode>[0], text: string, hint: RegExp][] = [
    ["pid", "container:", /container:NAME/],
    ["pid", "none", /host/],
    ["ipc", "public", /shareable/],
    ["uts", "container:a", /private, host$/],
    ["cgroupns", "none", /private, host$/],
    ["userns", "auto", /^write host$/],
  ];
  for (const [flag, text, hint] of invalid) {
    test(`cannot be --${flag}=${text}`, () =>
      assert.throws(() => readNamespaceMode(flag, text), {
        code: "INVALID_VALUE",
        message: new RegExp(`^invalid [A-Z]+ mode: ${text}$`),
        hint,
      }));
  }
});

describe("--sysctl", () => {
  test("sets what belongs to a namespace of the container's own", () => {
    const sysctl = { "net.core.somaxconn": "4096", "kernel.msgmax": "65536", "fs.mqueue.msg_max": "20" };
    assert.deepEqual(specOf({ sysctl }).linux.sysctl, sysctl);
  });

  const refused: readonly [name: string, value: string | null, options: Partial<NamespaceOptions>, network: string][] =
    [
      ["kernel.panic", "1", {}, "new"],
      ["vm.swappiness", "1", {}, "new"],
      ["net.core.somaxconn", null, {}, "new"],
      ["net.core.somaxconn", "1", {}, "host"],
      ["kernel.shmmax", "1", { ipc: "host" }, "new"],
    ];
  for (const [name, value, options, network] of refused) {
    test(`${name}=${value} is refused on network ${network} with ipc ${options.ipc ?? "private"}`, () =>
      assert.throws(() => specOf({ ...options, sysctl: { [name]: value } }, { network }), {
        code: "INVALID_VALUE",
        message: new RegExp(`^sysctl '${name}' `),
      }));
  }
});
