import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askedMounts, askedMountsOf, mountDocuments } from "../../../../src/container/mounts/asked-mounts.ts";
import { allMounts, requestedMounts } from "../../../../src/container/mounts/mount-plan.ts";
import { parseVolumesFrom } from "../../../../src/container/mounts/volumes-from.ts";

const none = { volume: [], mount: [], tmpfs: [], volumesFrom: [], volumeDriver: undefined };
const requested = (options: Partial<typeof none>) => requestedMounts({ ...none, ...options }, "/home/user");

describe("the mounts of a container", () => {
  test("are refused where two flags want the same place", () => {
    const fails = (options: Parameters<typeof requested>[0]) =>
      assert.throws(() => requested(options), { code: "INVALID_VALUE", message: "duplicate mount point: /b" });
    fails({ volume: ["/a:/b", "data:/b/"] } as never);
    fails({ volume: ["/b"], mount: ["type=tmpfs,dst=/b"] } as never);
    fails({ mount: ["type=tmpfs,dst=/b"], tmpfs: ["/b/."] } as never);
  });

  test("win over what other containers have there, and that over what the image declares", () => {
    const asked = requested({ tmpfs: ["/a"] } as never);
    const inherited = requested({ volume: ["one:/a", "two:/b"] } as never);
    const all = allMounts(asked, inherited, ["/a", "/b", "/c"]);
    assert.deepEqual(
      all.map(({ type, target }) => `${type} ${target}`),
      ["tmpfs /a", "volume /b", "volume /c"],
    );
  });
});

describe("what inspect says of mounts", () => {
  test("is what was asked for, in Docker's shape", () => {
    const options = {
      ...none,
      volume: ["./src:/work:ro", "data:/var/data", "/anonymous"],
      mount: [
        "type=bind,src=/a,dst=/b,ro,bind-recursive=readonly",
        "dst=/v,src=vol,volume-nocopy,volume-label=a=b",
        "type=tmpfs,dst=/t,tmpfs-size=1k,tmpfs-mode=700",
      ],
      tmpfs: ["/run:size=64m"],
      volumesFrom: ["other:ro"],
    };
    assert.deepEqual(askedMounts(requestedMounts(options, "/home/user"), options), {
      Binds: ["/home/user/src:/work:ro", "data:/var/data"],
      Mounts: [
        {
          Type: "bind",
          Source: "/a",
          Target: "/b",
          ReadOnly: true,
          BindOptions: { ReadOnlyForceRecursive: true },
        },
        { Type: "volume", Source: "vol", Target: "/v", VolumeOptions: { NoCopy: true, Labels: { a: "b" } } },
        { Type: "tmpfs", Target: "/t", TmpfsOptions: { SizeBytes: 1024, Mode: 0o700 } },
      ],
      Tmpfs: { "/run": "size=64m" },
      VolumesFrom: ["other:ro"],
    });
  });

  test("comes from the mounts themselves where nerdctl made the container", () => {
    const records = [
      { Type: "bind", Source: "/a", Destination: "/b", Mode: "ro", RW: false, Propagation: "rprivate" },
      { Type: "volume", Name: "data", Source: "/v/data", Destination: "/d", Mode: "", RW: true, Propagation: "" },
      { Type: "volume", Name: "f00", Source: "/v/f00", Destination: "/e", Mode: "", RW: true, Propagation: "" },
      { Type: "tmpfs", Source: "tmpfs", Destination: "/t", Mode: "size=1m", RW: true, Propagation: "" },
    ];
    const labels = {
      ...Object.fromEntries(records.map((record, i) => [`nerdctl/mounts.${i}`, JSON.stringify(record)])),
      "nerdctl/anonymous-volumes": '["f00"]',
    };
    assert.deepEqual(askedMountsOf(labels), { Binds: ["/a:/b:ro", "data:/d"], Tmpfs: { "/t": "size=1m" } });
    assert.deepEqual(mountDocuments(labels), records.slice(0, 3));
  });
});

describe("volumes from another container", () => {
  for (const [text, readonly] of [
    ["web", undefined],
    ["web:ro", true],
    ["web:rw", false],
    ["web:ro,z", true],
  ] as const) {
    test(text, () => assert.deepEqual(parseVolumesFrom(text), { container: "web", readonly }));
  }
  for (const text of ["", ":ro", "web:", "web:sideways", "web:ro:rw", "web:ro,rw"]) {
    test(`${JSON.stringify(text)} is refused`, () => {
      const message = `invalid volumes-from specification: ${text}`;
      assert.throws(() => parseVolumesFrom(text), { code: "INVALID_VALUE", message });
    });
  }
});
