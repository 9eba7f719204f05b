import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hostDevices } from "../../../src/engine/host/host-devices.ts";

describe("the devices of the host", () => {
  test("have numbers and modes as the kernel gives them", () => {
    const zero = hostDevices().find(({ path }) => path === "/dev/zero");
    assert.deepEqual(zero, { path: "/dev/zero", type: "c", major: 1, minor: 5, fileMode: 0o666, uid: 0, gid: 0 });
  });

  test("are those of directories, too, but for terminals, which a container has of its own", () => {
    const paths = hostDevices().map(({ path }) => path);
    assert.equal(new Set(paths).size, paths.length);
    assert.deepEqual(
      paths.filter((path) => /^\/dev\/(pts\/|shm\/|ptmx$|console$)/.test(path)),
      [],
    );
  });
});
