import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  choosePlatform,
  formatPlatform,
  normalPlatform,
  parsePlatform,
  parsePlatforms,
} from "../../../src/image/platform.ts";
import type { Descriptor } from "../../../src/registry/descriptor.ts";

const host = { os: "linux", architecture: "amd64" };

describe("a platform", () => {
  const written: Record<string, string> = {
    "linux/amd64": "linux/amd64",
    "linux/x86_64": "linux/amd64",
    aarch64: "linux/arm64",
    "linux/arm64/v8": "linux/arm64",
    "linux/arm64/8": "linux/arm64",
    "linux/arm64/v9": "linux/arm64/v9",
    "linux/amd64/v1": "linux/amd64",
    "linux/amd64/v3": "linux/amd64/v3",
    "x86-64": "linux/amd64",
    "macos/arm64": "darwin/arm64",
    "linux/arm": "linux/arm/v7",
    armel: "linux/arm/v6",
    "linux/arm/6": "linux/arm/v6",
    windows: "windows/amd64",
    "Linux/AMD64": "linux/amd64",
  };
  for (const [text, platform] of Object.entries(written)) {
    test(`${text} is ${platform}`, () => assert.equal(formatPlatform(parsePlatform(text, host)), platform));
  }

  for (const text of ["", "linux/", "linux/arm/v7/x", "linux amd64", "linux/$(id)"]) {
    test(`refuses ${JSON.stringify(text)}`, () =>
      assert.throws(() => parsePlatform(text, host), { code: "INVALID_VALUE" }));
  }

  test("may be one of several, each alone or with commas between", () => {
    const read = (...texts: string[]) => parsePlatforms(texts).map(formatPlatform);
    assert.deepEqual(read("linux/amd64,linux/arm64", "linux/arm/v7"), ["linux/amd64", "linux/arm64", "linux/arm/v7"]);
    assert.throws(() => read("linux/amd64,"), { code: "INVALID_VALUE" });
  });

  test("is read again as what it was written as", () => {
    const system = fc.constantFrom("linux", "windows", "Darwin", "macos");
    const architecture = fc.constantFrom("amd64", "X86_64", "arm64", "aarch64", "arm", "armhf", "386", "riscv64");
    const variant = fc.option(fc.constantFrom("v1", "v2", "6", "v7", "V8", "9"), { nil: undefined });
    fc.assert(
      fc.property(system, architecture, variant, (os, architecture, variant) => {
        const platform = normalPlatform({ os, architecture, variant });
        assert.deepEqual(parsePlatform(formatPlatform(platform), host), platform);
      }),
    );
  });

  test("has one spelling", () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    fc.assert(
      fc.property(part, part, fc.option(part, { nil: undefined }), (os, architecture, variant) => {
        const once = normalPlatform({ os, architecture, variant });
        assert.deepEqual(normalPlatform(once), once);
      }),
    );
  });
});

describe("the manifest of an index", () => {
  const manifest = (platform: string | undefined, more: Partial<Descriptor> = {}): Descriptor => {
    const [os = "", architecture = "", variant] = platform?.split("/") ?? [];
    return {
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      digest: `sha256:${platform}`,
      size: 1,
      ...(platform && { platform: { os, architecture, ...(variant && { variant }) } }),
      ...more,
    };
  };
  const chosen = (offered: readonly (string | undefined)[], wanted: string) =>
    choosePlatform(
      offered.map((platform) => manifest(platform)),
      parsePlatform(wanted),
    )?.digest;

  const cases: [offered: (string | undefined)[], wanted: string, chosen: string | undefined][] = [
    [["linux/arm64", "linux/amd64"], "linux/amd64", "sha256:linux/amd64"],
    [["linux/arm/v6", "linux/arm/v7"], "linux/arm/v7", "sha256:linux/arm/v7"],
    [["linux/arm/v5", "linux/arm/v6"], "linux/arm/v7", "sha256:linux/arm/v6"],
    [["linux/arm/v7"], "linux/arm/v6", undefined],
    [["linux/arm/v7"], "linux/arm64", "sha256:linux/arm/v7"],
    [["linux/386"], "linux/amd64", "sha256:linux/386"],
    [["linux/386", "linux/amd64"], "linux/amd64", "sha256:linux/amd64"],
    [["windows/amd64"], "linux/amd64", undefined],
    [[undefined], "linux/amd64", "sha256:undefined"],
    [[undefined, "linux/amd64"], "linux/amd64", "sha256:linux/amd64"],
    [["unknown/unknown"], "linux/amd64", undefined],
    [[], "linux/amd64", undefined],
  ];
  for (const [offered, wanted, expected] of cases) {
    test(`for ${wanted} among ${offered.join(", ") || "nothing"} is ${expected ?? "none"}`, () => {
      assert.equal(chosen(offered, wanted), expected);
    });
  }

  test("is the same wherever it stands, and what is wanted itself where that is offered", () => {
    const platforms = [
      "linux/amd64",
      "linux/amd64/v2",
      "linux/amd64/v3",
      "linux/386",
      "linux/arm64",
      "linux/arm/v6",
      "linux/arm/v7",
    ];
    const some = fc.subarray(platforms, { minLength: 1 });
    fc.assert(
      fc.property(
        some.chain((offered) =>
          fc.tuple(fc.constant(offered), fc.shuffledSubarray(offered, { minLength: offered.length })),
        ),
        fc.constantFrom(...platforms),
        ([offered, shuffled], wanted) => {
          const found = chosen(offered, wanted);
          assert.equal(chosen(shuffled, wanted), found);
          if (offered.includes(wanted)) assert.equal(found, `sha256:${wanted}`);
        },
      ),
    );
  });

  test("is never an attestation", () => {
    const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    assert.equal(choosePlatform([manifest("linux/amd64", { annotations })], parsePlatform("linux/amd64")), undefined);
  });
});
