import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { propagationProblem, withRootPropagation } from "../../../../src/container/mounts/mount-propagation.ts";
import { defaultSpec } from "../../../../src/container/spec/default-spec.ts";

const mountinfo = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:30 / /private rw - tmpfs tmpfs rw
31 22 0:31 / /slave rw master:1 - tmpfs tmpfs rw
32 30 0:32 / /private/with\\040blank rw shared:7 - tmpfs tmpfs rw
`;

describe("propagation of a bind", () => {
  const cases: readonly [path: string, propagation: string, problem: string | undefined][] = [
    ["/private/x", "rprivate", undefined],
    ["/home", "rshared", undefined],
    ["/home", "slave", undefined],
    ["/private/x", "shared", "path /private/x is mounted on /private but it is not a shared mount"],
    ["/private/x", "rslave", "path /private/x is mounted on /private but it is not a shared or slave mount"],
    ["/slave", "rslave", undefined],
    ["/slave", "rshared", "path /slave is mounted on /slave but it is not a shared mount"],
    ["/private/with blank/x", "rshared", undefined],
    ["/privateer", "rshared", undefined],
  ];
  for (const [path, propagation, problem] of cases) {
    test(`${propagation} of ${path} ${problem === undefined ? "works" : "cannot work"}`, () =>
      assert.equal(propagationProblem(mountinfo, path, propagation), problem));
  }

  test("reaches the container where its root has it, too", () => {
    const rootPropagation = (...options: string[]) => {
      const spec = defaultSpec();
      withRootPropagation(
        options.map((option) => ({ destination: "/x", type: "bind", source: "/", options: [option] })),
      )(spec);
      return spec.linux.rootfsPropagation;
    };
    assert.equal(rootPropagation("rprivate"), undefined);
    assert.equal(rootPropagation("rslave"), "rslave");
    assert.equal(rootPropagation("rslave", "shared"), "shared");
  });
});
