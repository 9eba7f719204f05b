import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readSecurityOpt } from "../../../../src/container/spec/security-opt.ts";

const nothing = {
  seccomp: undefined,
  apparmor: undefined,
  label: [],
  noNewPrivileges: false,
  openSystemPaths: false,
  writableCgroups: false,
  withoutHostDevices: false,
};

describe("--security-opt", () => {
  const cases: readonly [options: string[], changes: object][] = [
    [[], {}],
    [["seccomp=unconfined"], { seccomp: "unconfined" }],
    [["seccomp:/etc/a=b.json"], { seccomp: "/etc/a=b.json" }],
    [["seccomp=builtin", "seccomp=mine.json"], { seccomp: "mine.json" }],
    [["apparmor=strict"], { apparmor: "strict" }],
    [["label=user:a", "label:disable"], { label: ["user:a", "disable"] }],
    [["no-new-privileges"], { noNewPrivileges: true }],
    [["no-new-privileges:true"], { noNewPrivileges: true }],
    [["no-new-privileges", "no-new-privileges=false"], { noNewPrivileges: false }],
    [["systempaths=unconfined"], { openSystemPaths: true }],
    [["writable-cgroups"], { writableCgroups: true }],
    [["privileged-without-host-devices=true"], { withoutHostDevices: true }],
  ];
  for (const [options, changes] of cases) {
    test(`${options.join(" ") || "nothing"} is read as in Docker`, () =>
      assert.deepEqual(readSecurityOpt(options), { ...nothing, ...changes }));
  }

  for (const option of [
    "",
    "nonsense",
    "nonsense=1",
    "seccomp",
    "seccomp=",
    "systempaths=open",
    "no-new-privileges=yes",
  ]) {
    test(`${JSON.stringify(option)} is refused`, () =>
      assert.throws(() => readSecurityOpt([option]), {
        code: "INVALID_VALUE",
        message: `invalid --security-opt: ${JSON.stringify(option)}`,
      }));
  }
});
