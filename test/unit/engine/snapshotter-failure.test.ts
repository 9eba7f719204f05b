import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { snapshotterFailure } from "../../../src/engine/snapshotter-failure.ts";
import { NerdError } from "../../../src/errors.ts";

const plugins = [
  { name: "btrfs", address: undefined, failure: "path /srv (ext4) must be a btrfs filesystem" },
  { name: "overlayfs", address: undefined, failure: undefined },
  { name: "soci", address: "/run/soci.sock", failure: undefined },
];
const refused = new NerdError("INVALID_VALUE", "snapshotter not loaded");
const dead = new NerdError("ENGINE_UNAVAILABLE", "dial unix /run/soci.sock: no such file");

/** What a failure is made of; the same one where it is passed on. */
function seen(error: unknown, name: string) {
  const failure = snapshotterFailure(error, name, plugins);
  if (failure === error || !(failure instanceof NerdError)) return failure;
  const { code, message, hint, suggestions, cause } = failure;
  assert.equal(cause, error);
  return { code, message, hint, suggestions };
}

describe("the failure of a call to a snapshotter", () => {
  test("names the nearest where there is none of that name, and all where none is near", () => {
    assert.deepEqual(seen(refused, "overlays"), {
      code: "UNKNOWN_SNAPSHOTTER",
      message: "no such snapshotter: overlays",
      hint: "did you mean overlayfs?",
      suggestions: ["overlayfs"],
    });
    assert.deepEqual(seen(refused, "zfs-on-root"), {
      code: "UNKNOWN_SNAPSHOTTER",
      message: "no such snapshotter: zfs-on-root",
      hint: "containerd has overlayfs, soci",
      suggestions: [],
    });
  });

  test("says why containerd has not loaded one, and which it has", () => {
    assert.deepEqual(seen(refused, "btrfs"), {
      code: "SNAPSHOTTER_UNAVAILABLE",
      message: "containerd cannot use the snapshotter btrfs: path /srv (ext4) must be a btrfs filesystem",
      hint: "containerd has overlayfs, soci",
      suggestions: ["overlayfs", "soci"],
    });
  });

  test("says that a program does not answer, and where", () => {
    assert.deepEqual(seen(dead, "soci"), {
      code: "SNAPSHOTTER_UNAVAILABLE",
      message: "the snapshotter soci does not answer at /run/soci.sock",
      hint: "start its program, or choose another one with --snapshotter",
      suggestions: [],
    });
  });

  test("is passed on where the snapshotter is well, and the engine is not, or the value is wrong", () => {
    assert.equal(seen(dead, "overlayfs"), dead);
    assert.equal(seen(refused, "overlayfs"), refused);
    assert.equal(seen(refused, "soci"), refused);
  });
});
