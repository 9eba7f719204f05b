import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { capabilityDifference, capabilitySets } from "../../../../src/container/spec/capabilities.ts";
import { capabilityNames } from "../../../../src/engine/host/capabilities.ts";

const all = capabilityNames.map((name) => `CAP_${name}`);

const bounding = (add: string[], drop: string[] = [], available: readonly string[] = all) =>
  capabilitySets({ add, drop, available }).bounding;

const defaults = bounding([]);

describe("capabilities", () => {
  test("are Docker's fourteen where nothing is said", () => {
    const names =
      "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT";
    assert.deepEqual(
      [...defaults].sort(),
      names.split(" ").map((name) => `CAP_${name}`),
    );
  });

  test("are added and dropped in any spelling, an added one once", () => {
    assert.deepEqual(bounding(["net_admin", "CAP_NET_ADMIN", "chown"], ["cap_kill"]), [
      ...defaults.filter((name) => name !== "CAP_KILL"),
      "CAP_NET_ADMIN",
    ]);
  });

  test("are all, or none but those that are named", () => {
    assert.deepEqual(bounding(["ALL"]), all);
    assert.deepEqual(bounding([], ["all"]), []);
    assert.deepEqual(bounding(["net_raw"], ["ALL"]), ["CAP_NET_RAW"]);
    assert.deepEqual(
      bounding(["all"], ["net_raw"]),
      all.filter((name) => name !== "CAP_NET_RAW"),
    );
  });

  test("are only those that this host can hand on", () => {
    assert.deepEqual(bounding(["ALL"], [], ["CAP_CHOWN", "CAP_SYS_TIME"]), ["CAP_CHOWN", "CAP_SYS_TIME"]);
  });

  test("are in each set that matters, and are neither inherited nor ambient", () => {
    const sets = capabilitySets({ add: [], drop: [], available: all });
    assert.deepEqual(sets, {
      bounding: defaults,
      effective: defaults,
      permitted: defaults,
      inheritable: [],
      ambient: [],
    });
    assert.notEqual(sets.bounding, sets.effective);
  });

  test("can be told again from what was recorded", () => {
    assert.deepEqual(capabilityDifference(bounding(["net_admin"], ["kill"])), {
      added: ["CAP_NET_ADMIN"],
      dropped: ["CAP_KILL"],
    });
    assert.deepEqual(capabilityDifference(defaults), { added: [], dropped: [] });
  });

  test("that do not exist come with the closest one that does", () => {
    const error = { code: "INVALID_VALUE", message: "no such capability: net_amin", hint: "did you mean NET_ADMIN?" };
    assert.throws(() => bounding(["net_amin"]), error);
    assert.throws(() => bounding([], ["net_amin"]), error);
  });
});
