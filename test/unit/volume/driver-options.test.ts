import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkDriverOptions, isBind, mountWords, serverName } from "../../../src/volume/driver-options.ts";

const nfs = { type: "nfs", device: ":/export", o: "addr=files.example.com,rw,nfsvers=4" };

describe("a volume's options", () => {
  for (const [options, message] of [
    [{ colour: "red" }, "invalid volume options: invalid option: colour"],
    [{ type: "tmpfs" }, "invalid volume options: missing required option: device"],
    [{ o: "bind", device: "/srv" }, "invalid volume options: missing required option: type"],
    [{ type: "none", o: "bind", device: "srv" }, "invalid volume options: the device to bind is no absolute path: srv"],
    [{ type: "-t", device: "/srv" }, "invalid volume options: invalid type of a file system: -t"],
  ] as const) {
    test(`are refused where they are ${JSON.stringify(options)}`, () => {
      assert.throws(() => checkDriverOptions(options), { code: "INVALID_VALUE", message });
    });
  }

  test("have no size of their own, which takes quotas", () => {
    assert.throws(() => checkDriverOptions({ size: "1g" }), { code: "UNSUPPORTED" });
  });

  test("become the words of mount(8) that hand them to the kernel as they are", () => {
    assert.deepEqual(mountWords(nfs, "/v/_data", "192.0.2.7"), [
      ...["-i", "-t", "nfs", "-o", "addr=192.0.2.7,rw,nfsvers=4"],
      ...["--", ":/export", "/v/_data"],
    ]);
    assert.deepEqual(mountWords({ type: "tmpfs", device: "tmpfs" }, "/v/_data"), [
      ...["-i", "-t", "tmpfs", "--", "tmpfs", "/v/_data"],
    ]);
  });

  test("name a server that is looked up, unless it is an address or another file system", () => {
    assert.equal(serverName(nfs), "files.example.com");
    assert.equal(serverName({ ...nfs, o: "rw,addr=192.0.2.7" }), undefined);
    assert.equal(serverName({ ...nfs, type: "tmpfs" }), undefined);
  });

  test("bind a directory of the host by o=bind", () => {
    assert.equal(isBind({ type: "none", o: "ro,bind", device: "/srv" }), true);
    assert.equal(isBind({ type: "tmpfs", device: "bind" }), false);
  });
});
