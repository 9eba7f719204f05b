import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { type HostFacts, readHostFacts } from "../../../src/engine/host/host-facts.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** The facts of a host whose kernel shows these files. */
async function factsOf(files: Readonly<Record<string, string>>): Promise<HostFacts> {
  await using directory = await temporaryDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory.path, path)), { recursive: true });
    writeFileSync(join(directory.path, path), text);
  }
  return readHostFacts(directory.path);
}

const cgroups = `#subsys_name	hierarchy	num_cgroups	enabled
cpu	1	2	1
memory	4	35	1
hugetlb	0	2	1
pids	8	2	1
net_prio	9	1	0
`;

describe("a host's facts", () => {
  test("with cgroup v2", async () => {
    const { cgroup } = await factsOf({
      "sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n",
      "sys/fs/cgroup/user.slice/memory.swap.max": "max\n",
      "sys/fs/cgroup/user.slice/io.bfq.weight": "default 100\n",
      "proc/self/cgroup": "0::/user.slice\n",
    });
    assert.deepEqual(cgroup, {
      version: 2,
      mode: "unified",
      controllers: ["cpuset", "cpu", "io", "memory", "pids"],
      memoryLimit: true,
      swapLimit: true,
      oomKillDisable: false,
      cpuQuota: true,
      cpuShares: true,
      cpuset: true,
      pidsLimit: true,
      swappiness: false,
      blockWeight: true,
      realtime: false,
    });
  });

  test("with cgroup v1 beside an empty v2 tree: only controllers that are mounted in v1 count", async () => {
    const { cgroup } = await factsOf({
      "proc/cgroups": cgroups,
      "sys/fs/cgroup/unified/cgroup.controllers": "hugetlb\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9\n",
      "sys/fs/cgroup/cpu/cpu.shares": "1024\n",
      "sys/fs/cgroup/cpu/cpu.rt_runtime_us": "950000\n",
    });
    assert.deepEqual(cgroup, {
      version: 1,
      mode: "hybrid",
      controllers: ["cpu", "memory", "pids"],
      memoryLimit: true,
      swapLimit: false,
      oomKillDisable: false,
      cpuQuota: false,
      cpuShares: true,
      cpuset: false,
      pidsLimit: true,
      swappiness: false,
      blockWeight: false,
      realtime: true,
    });
  });

  test("name the capabilities and the limits that no container can go beyond", async () => {
    const { capabilities, hardLimits, seccomp } = await factsOf({
      "proc/self/status": "Name:\tnode\nCapBnd:\t0000000000200401\nSeccomp:\t0\n",
      "proc/self/limits": `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max open files            1024                 20000                files
`,
    });
    assert.deepEqual(capabilities, ["CAP_CHOWN", "CAP_NET_BIND_SERVICE", "CAP_SYS_ADMIN"]);
    assert.deepEqual(hardLimits, { RLIMIT_CPU: Infinity, RLIMIT_NOFILE: 20000 });
    assert.equal(seccomp, true);
  });

  const switches: readonly [title: string, path: string, text: string, key: keyof HostFacts, expected: unknown][] = [
    ["AppArmor that is on", "sys/module/apparmor/parameters/enabled", "Y\n", "apparmor", true],
    ["AppArmor that is off", "sys/module/apparmor/parameters/enabled", "N\n", "apparmor", false],
    ["SELinux", "sys/fs/selinux/enforce", "0\n", "selinux", true],
    ["user namespaces that are forbidden", "proc/sys/user/max_user_namespaces", "0\n", "userNamespaces", false],
    ["Intel's RDT", "sys/fs/resctrl/schemata", "MB:0=100\n", "rdt", true],
    ["systemd", "run/systemd/system/x", "", "systemd", true],
    ["forwarding", "proc/sys/net/ipv4/ip_forward", "1\n", "ipv4Forwarding", true],
    ["br_netfilter", "proc/sys/net/bridge/bridge-nf-call-iptables", "0\n", "bridgeIptables", false],
    ["no br_netfilter", "x", "", "bridgeIptables", undefined],
    ["its name", "etc/os-release", 'ID=debian\nPRETTY_NAME="Debian 13"\n', "operatingSystem", "Debian 13"],
    ["no name", "x", "", "operatingSystem", "Linux"],
  ];
  for (const [title, path, text, key, expected] of switches) {
    test(`tell ${title}`, async () => assert.deepEqual((await factsOf({ [path]: text }))[key], expected));
  }

  test("are read from this host, which has at least one CPU, memory and capabilities", () => {
    const facts = readHostFacts();
    assert.ok(facts.cpus >= 1 && facts.memoryBytes > 0 && facts.cgroup.controllers.length > 0);
    assert.ok(facts.capabilities.includes("CAP_CHOWN") && facts.hardLimits["RLIMIT_NOFILE"]! > 0);
  });
});
