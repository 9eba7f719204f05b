import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseVolume, type VolumeMount } from "../../../../src/container/mounts/mount-option.ts";

const cwd = "/home/user";
const usual = { readonly: false, propagation: "rprivate" };

describe("a volume", () => {
  const cases: readonly [text: string, mount: VolumeMount][] = [
    ["/data:/srv", { type: "bind", source: "/data", target: "/srv", ...usual }],
    ["/data:/srv:ro", { type: "bind", source: "/data", target: "/srv", ...usual, readonly: true }],
    ["/data:/srv:ro,rw", { type: "bind", source: "/data", target: "/srv", ...usual }],
    [
      "/data:/srv:rshared,ro,z",
      { type: "bind", source: "/data", target: "/srv", readonly: true, propagation: "rshared" },
    ],
    [".:/work", { type: "bind", source: "/home/user", target: "/work", ...usual }],
    ["./sub:/work", { type: "bind", source: "/home/user/sub", target: "/work", ...usual }],
    ["..:/work", { type: "bind", source: "/home", target: "/work", ...usual }],
    ["cache:/var/cache", { type: "volume", source: "cache", target: "/var/cache", ...usual }],
    ["/srv", { type: "volume", source: undefined, target: "/srv", ...usual }],
    ["/data:/srv/../etc/", { type: "bind", source: "/data", target: "/etc", ...usual }],
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
    ["..cache:/x", undefined],
    ["a/b:/x", undefined],
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
        assert.deepEqual(mount, { type: "bind", source, target, readonly, propagation: "rprivate" });
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
