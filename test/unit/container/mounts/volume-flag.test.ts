import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { BindRequest, VolumeRequest } from "../../../../src/container/mounts/requested-mount.ts";
import { parseVolume } from "../../../../src/container/mounts/volume-flag.ts";

const cwd = "/home/user";
const placed = { access: "rw", mode: "", short: true } as const;
const bind = { type: "bind", ...placed, propagation: "rprivate", recursive: true, makeSource: true } as const;
const volume = { type: "volume", ...placed, copy: true, subpath: undefined, labels: {}, anonymous: false } as const;

describe("a volume", () => {
  const cases: readonly [text: string, mount: BindRequest | VolumeRequest][] = [
    ["/data:/srv", { ...bind, source: "/data", target: "/srv" }],
    ["/data:/srv:ro", { ...bind, source: "/data", target: "/srv", access: "ro", mode: "ro" }],
    ["/data:/srv:rro", { ...bind, source: "/data", target: "/srv", access: "ro-all", mode: "rro" }],
    [
      "/data:/srv:rshared,ro,z",
      { ...bind, source: "/data", target: "/srv", access: "ro", mode: "rshared,ro,z", propagation: "rshared" },
    ],
    [".:/work", { ...bind, source: "/home/user", target: "/work" }],
    ["./sub:/work", { ...bind, source: "/home/user/sub", target: "/work" }],
    ["..:/work", { ...bind, source: "/home", target: "/work" }],
    ["cache:/var/cache", { ...volume, source: "cache", target: "/var/cache" }],
    ["a:/x", { ...volume, source: "a", target: "/x" }],
    ["cache:/var/cache:nocopy", { ...volume, source: "cache", target: "/var/cache", mode: "nocopy", copy: false }],
    ["/srv", { ...volume, source: undefined, target: "/srv", anonymous: true }],
    ["/data:/srv/../etc/", { ...bind, source: "/data", target: "/etc" }],
  ];
  for (const [text, mount] of cases) {
    test(`${text} is a ${mount.type} at ${mount.target}`, () => assert.deepEqual(parseVolume(text, cwd), mount));
  }

  const failures: readonly [text: string, hint: RegExp | undefined][] = [
    ["", /write SOURCE:TARGET/],
    [":/x", /write SOURCE:TARGET/],
    ["/a:/b:ro:rw", /write SOURCE:TARGET/],
    ["/a:b", /absolute path/],
    ["data", /absolute path/],
    ["/a:/", /cannot be \//],
    ["/a:/b/..", /cannot be \//],
    ["/a:/b:readonly", /no such option: readonly/],
    ["/a:/b:ro,rw", /ro and rw exclude each other/],
    ["/a:/b:z,Z", /z and Z exclude each other/],
    ["/a:/b:slave,shared", /slave and shared exclude each other/],
    ["/a:/b:nocopy", /nocopy is for volumes/],
    ["cache:/b:rslave", /rslave is for paths of the host/],
    ["..cache:/x", /begins with \/ or \.\//],
    ["a/b:/x", /begins with \/ or \.\//],
  ];
  for (const [text, hint] of failures) {
    test(`${JSON.stringify(text)} is refused`, () => {
      assert.throws(() => parseVolume(text, cwd), { code: "INVALID_VALUE", ...(hint && { hint }) });
    });
  }

  test("is read as it was written, whatever its paths are", () => {
    const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/[:/]/.test(text) && !/^\.+$/.test(text));
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`);
    fc.assert(
      fc.property(path, path, fc.boolean(), (source, target, readonly) => {
        const mount = parseVolume(`${source}:${target}${readonly ? ":ro" : ""}`, cwd);
        const written = readonly ? ({ access: "ro", mode: "ro" } as const) : {};
        assert.deepEqual(mount, { ...bind, source, target, ...written });
      }),
    );
  });

  test("is a mount below the root, or refused with INVALID_VALUE, whatever was typed", () => {
    const typed = fc.array(fc.constantFrom(":", "/", ".", "..", "a", "ro", ",", "-", " "), { maxLength: 12 });
    fc.assert(
      fc.property(typed, (parts) => {
        try {
          const { target, source, type } = parseVolume(parts.join(""), cwd);
          assert.match(target, /^\/./);
          assert.doesNotMatch(target, /\/\.{0,2}(\/|$)/);
          assert.ok(type === "volume" || source!.startsWith("/"));
        } catch (error) {
          assert.equal((error as { code?: string }).code, "INVALID_VALUE");
        }
      }),
    );
  });
});
