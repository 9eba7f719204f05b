import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDevices } from "../../../../src/container/devices/device-mapping.ts";
import { gpuDevices } from "../../../../src/container/devices/gpu-request.ts";
import { hostDevices } from "../../../../src/container/devices/host-device.ts";
import { deviceNumber } from "../../../../src/device-number.ts";

describe("--device", () => {
  const cases: readonly [text: string, container: string, access: string][] = [
    ["/dev/fuse", "/dev/fuse", "rwm"],
    ["/dev/fuse:r", "/dev/fuse", "r"],
    ["/dev/fuse:/dev/f", "/dev/f", "rwm"],
    ["/dev/fuse:/dev/f:rw", "/dev/f", "rw"],
  ];
  for (const [text, container, access] of cases) {
    test(`takes ${text}`, () => {
      assert.deepEqual(parseDevices([text]), { mappings: [{ host: "/dev/fuse", container, access }], cdi: [] });
    });
  }

  test("takes several at once, and knows the names of CDI among them", () => {
    const { mappings, cdi } = parseDevices(["/dev/fuse,vendor.com/class=all", "vendor.com/net=eth0.1"]);
    assert.deepEqual([mappings.length, cdi], [1, ["vendor.com/class=all", "vendor.com/net=eth0.1"]]);
  });

  const failures: readonly [text: string, message: RegExp][] = [
    ["/dev/fuse:x", /^bad mode specified: x$/],
    ["/dev/fuse:rr", /^bad mode specified: rr$/],
    ["/dev/fuse:/dev/f:x", /^bad mode specified: x$/],
    ["/dev/fuse:/dev/f:r:w", /^invalid device specification: /],
    ["", /^invalid device specification: /],
  ];
  for (const [text, message] of failures) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseDevices([text]), { code: "INVALID_VALUE", message });
    });
  }

  test("finds the node's numbers on the host", async () => {
    const [zero] = await hostDevices({ host: "/dev/zero", container: "/dev/nought", access: "r" });
    const { path, type, major, minor, access } = zero!;
    assert.deepEqual(
      { path, type, major, minor, access },
      { path: "/dev/nought", type: "c", major: 1, minor: 5, access: "r" },
    );
  });

  test("refuses what is no device", async () => {
    const file = { host: "/etc/passwd", container: "/dev/x", access: "r" };
    await assert.rejects(hostDevices(file), { code: "INVALID_VALUE", message: /"\/etc\/passwd": not a device node$/ });
  });

  test("reads numbers beyond eight bits", () => {
    assert.deepEqual(deviceNumber((0x123 << 8) | 0x45 | (0x678 << 20)), { major: 0x123, minor: 0x67845 });
  });
});

describe("--gpus", () => {
  const cases: readonly [text: string, names: readonly string[]][] = [
    ["all", ["all"]],
    ["count=all", ["all"]],
    ["2", ["0", "1"]],
    ["device=1", ["1"]],
    ['"device=1,3"', ["1", "3"]],
    ["device=GPU-3a23,capabilities=utility", ["GPU-3a23"]],
    ["capabilities=gpu", ["0"]],
  ];
  for (const [text, names] of cases) {
    test(`takes ${text}`, () => {
      assert.deepEqual(
        gpuDevices(text),
        names.map((name) => `nvidia.com/gpu=${name}`),
      );
    });
  }

  for (const text of ["some", "device=0,2", "colour=red"]) {
    test(`refuses ${text}`, () => assert.throws(() => gpuDevices(text), { code: "INVALID_VALUE" }));
  }
});
