import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultProfile } from "../../../../../src/container/spec/seccomp/default-profile.ts";
import { type SeccompFacts, seccompFilter } from "../../../../../src/container/spec/seccomp/filter.ts";
import { parseSeccompProfile, type SeccompProfile } from "../../../../../src/container/spec/seccomp/profile.ts";

const facts: SeccompFacts = { capabilities: ["CAP_CHOWN"], architecture: "x86_64", kernel: "6.12.48+deb13-amd64" };

const filterOf = (profile: SeccompProfile, changes: Partial<SeccompFacts> = {}) =>
  seccompFilter(profile, { ...facts, ...changes });

/** What the filter does with a call of that name, rule by rule. */
const rulesFor = (name: string, changes: Partial<SeccompFacts> = {}) =>
  filterOf(defaultProfile, changes)
    .syscalls.filter(({ names }) => names.includes(name))
    .map(({ names: _names, ...rule }) => rule);

const allow = { action: "SCMP_ACT_ALLOW" };

describe("Docker's default profile", () => {
  test("fails what it does not name with EPERM, for the processor's own calls and those of its relatives", () => {
    const { defaultAction, defaultErrnoRet, architectures } = filterOf(defaultProfile);
    assert.deepEqual([defaultAction, defaultErrnoRet], ["SCMP_ACT_ERRNO", 1]);
    assert.deepEqual(architectures, ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"]);
    const arm = filterOf(defaultProfile, { architecture: "aarch64" });
    assert.deepEqual(arm.architectures, ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]);
  });

  test("leaves x32 out where the kernel has none", () => {
    const { architectures } = filterOf(defaultProfile, { withoutX32: true });
    assert.deepEqual(architectures, ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"]);
  });

  test("allows what needs no privilege, and nothing that makes keys, mounts or modules", () => {
    for (const name of ["read", "execve", "openat2", "ptrace", "_llseek"]) assert.deepEqual(rulesFor(name), [allow]);
    for (const name of ["keyctl", "add_key", "mount", "unshare", "init_module", "io_uring_setup", "bpf", "reboot"]) {
      assert.deepEqual(rulesFor(name), [], name);
    }
  });

  const granted: readonly [capability: string, name: string][] = [
    ["CAP_SYS_ADMIN", "mount"],
    ["CAP_SYS_ADMIN", "bpf"],
    ["CAP_BPF", "bpf"],
    ["CAP_SYS_MODULE", "init_module"],
    ["CAP_SYS_TIME", "settimeofday"],
    ["CAP_DAC_READ_SEARCH", "open_by_handle_at"],
    ["CAP_SYS_CHROOT", "chroot"],
  ];
  for (const [capability, name] of granted) {
    test(`allows ${name} with ${capability}`, () =>
      assert.deepEqual(rulesFor(name, { capabilities: [capability] }), [allow]));
  }

  test("lets clone make no namespace, and clone3 seem not to be there, but for who may administer the system", () => {
    const flags = (index: number) => [{ index, value: 0x7e020000, op: "SCMP_CMP_MASKED_EQ" }];
    assert.deepEqual(rulesFor("clone"), [{ ...allow, args: flags(0) }]);
    assert.deepEqual(rulesFor("clone", { architecture: "s390x" }), [{ ...allow, args: flags(1) }]);
    assert.deepEqual(rulesFor("clone3"), [{ action: "SCMP_ACT_ERRNO", errnoRet: 38 }]);
    const admin = { capabilities: ["CAP_SYS_ADMIN"] };
    assert.deepEqual([rulesFor("clone", admin), rulesFor("clone3", admin)], [[allow], [allow]]);
  });

  test("knows the calls of each processor", () => {
    assert.deepEqual(rulesFor("arch_prctl"), [allow]);
    assert.deepEqual(rulesFor("arch_prctl", { architecture: "aarch64" }), []);
    assert.deepEqual(rulesFor("cacheflush", { architecture: "aarch64" }), [allow]);
  });

  test("lets processes be traced since the kernel watches what a tracer changes", () => {
    for (const kernel of ["4.8", "4.19.0", "5.0.1-rc1"]) assert.deepEqual(rulesFor("ptrace", { kernel }), [allow]);
    for (const kernel of ["4.7.9", "3.10.0-1160.el7"]) assert.deepEqual(rulesFor("ptrace", { kernel }), []);
  });

  test("takes little of a record", () => {
    assert.ok(JSON.stringify(filterOf(defaultProfile)).length < 10_000);
  });
});

describe("a profile of a user's own", () => {
  test("in the runtime's own form stays as it is", () => {
    const filter = {
      defaultAction: "SCMP_ACT_ALLOW",
      architectures: ["SCMP_ARCH_X86_64"],
      flags: ["SECCOMP_FILTER_FLAG_LOG"],
      syscalls: [
        {
          names: ["personality"],
          action: "SCMP_ACT_ERRNO",
          args: [{ index: 0, value: 8, valueTwo: 0, op: "SCMP_CMP_EQ" }],
        },
      ],
    };
    assert.deepEqual(filterOf(parseSeccompProfile(JSON.stringify(filter))), filter);
  });

  test("may have one name a rule, and nulls as Go writes them", () => {
    const profile = {
      defaultAction: "SCMP_ACT_ALLOW",
      syscalls: [{ name: "mkdir", action: "SCMP_ACT_KILL", args: null }],
    };
    assert.deepEqual(filterOf(parseSeccompProfile(JSON.stringify(profile))), {
      defaultAction: "SCMP_ACT_ALLOW",
      syscalls: [{ names: ["mkdir"], action: "SCMP_ACT_KILL" }],
    });
  });

  test("needs all of several capabilities that it includes, and none of those that it excludes", () => {
    const rule = { names: ["bpf"], action: "SCMP_ACT_ALLOW" };
    const profile = (conditions: object) =>
      parseSeccompProfile(JSON.stringify({ defaultAction: "SCMP_ACT_ERRNO", syscalls: [{ ...rule, ...conditions }] }));
    const caps = ["CAP_CHOWN", "CAP_BPF"];
    const counts = (conditions: object, capabilities: string[]) =>
      filterOf(profile(conditions), { capabilities }).syscalls.length;
    assert.deepEqual([counts({ includes: { caps } }, caps), counts({ includes: { caps } }, ["CAP_BPF"])], [1, 0]);
    assert.deepEqual([counts({ excludes: { caps } }, []), counts({ excludes: { caps } }, ["CAP_BPF"])], [1, 0]);
    assert.equal(counts({ excludes: { minKernel: "4.8" } }, []), 0);
  });

  const broken: readonly [text: string, reason: RegExp][] = [
    ["no JSON", /it is not JSON/],
    ["[", /it is not JSON/],
    ["null", /it is not an object/],
    ["{}", /it has no defaultAction/],
    ['{"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":[]}]}', /a rule has no action/],
    ['{"defaultAction":"A","syscalls":[{"action":"B"}]}', /a rule has not one of name and names/],
    ['{"defaultAction":"A","architectures":["X"],"archMap":[{"architecture":"Y"}]}', /both architectures and archMap/],
  ];
  for (const [text, message] of broken) {
    test(`is refused where ${message.source}: ${text}`, () =>
      assert.throws(() => parseSeccompProfile(text), { code: "INVALID_VALUE", message }));
  }
});
