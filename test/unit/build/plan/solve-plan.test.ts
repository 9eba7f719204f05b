import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { flagInput } from "../../../../src/build/flag-input.ts";
import type { ImageWay } from "../../../../src/build/plan/exporter-plan.ts";
import type { BuildSurroundings } from "../../../../src/build/plan/frontend-attrs.ts";
import { solvePlan } from "../../../../src/build/plan/solve-plan.ts";
import { buildCommand } from "../../../../src/commands/builder/build.ts";
import { parseArgv } from "../../../../src/commands/parse-argv.ts";
import { isNerdError } from "../../../../src/errors.ts";
import { resolveExtraHosts } from "../../../../src/network/hosts/extra-host.ts";
import { assertGolden } from "../../../support/golden.ts";

const shared: ImageWay = { store: "shared", temporaryName: "nerdsh-build-1" };

const surroundings: BuildSurroundings = {
  environment: { FROM_ENV: "here", ACTIONS_RUNTIME_TOKEN: "t0k", ACTIONS_CACHE_URL: "https://cache.example/" },
  proxyArgs: {},
  resolveHosts: (hosts) => resolveExtraHosts(hosts, { hostGatewayIp: "10.1.2.3" }),
};

function planOf(line: string, way: Partial<ImageWay> = {}, changes: Partial<BuildSurroundings> = {}): object {
  const words = line === "" ? [] : line.split(" ");
  const input = flagInput("/work", parseArgv(buildCommand, [...words, "."]));
  const { receivers, ...plan } = solvePlan(input, { ...surroundings, ...changes }, { ...shared, ...way });
  return { ...plan, receivers: Object.fromEntries(receivers) };
}

const lines = [
  "",
  "-t app -t registry.example.com/team/app:1.2",
  "--target test --build-arg A=1 --build-arg B= --build-arg FROM_ENV --build-arg NOT_SET",
  "--build-arg BUILDKIT_INLINE_CACHE=1",
  "--label a=b --label c",
  "--platform linux/amd64,arm64 --platform linux/arm/v7",
  "--platform local",
  "--no-cache",
  "--no-cache-filter a,b --no-cache-filter c",
  "--pull",
  "--add-host db:10.0.0.2 --add-host out=host-gateway --add-host v6:[fd00::2]",
  "--network host",
  "--network none --allow security.insecure",
  "--ulimit nofile=1024 --ulimit core=-1:-1 --shm-size 64m --cgroup-parent builds",
  "--provenance mode=max --sbom true",
  "--provenance true -t app",
  "--provenance false --attest type=sbom,generator=example/scanner",
  "--attest type=provenance,mode=min --provenance false",
  "--annotation org.a=1 --annotation index:org.b=2 --annotation manifest[linux/amd64],manifest-descriptor:org.c=x:y=z -t app",
  "--annotation org.example:key=value",
  "--cache-from app:cache --cache-to type=registry,ref=app:cache,mode=max",
  "--cache-from type=local,src=in --cache-to type=local,dest=out,mode=max",
  "--cache-from type=gha,scope=main --cache-to type=gha",
  "--cache-to type=inline",
  "-o out",
  "-o -",
  "-o type=local,dest=out -o type=oci,dest=app.tar -t app",
  "-o type=oci,tar=false,dest=layout -t app",
  "-o type=docker,dest=app.tar -t app",
  "-o type=docker -t app",
  "-o type=image,name=other,compression=zstd,oci-mediatypes=true",
  "-o type=cacheonly",
  "-o type=registry -t registry.example.com/app",
  "-o type=tar,dest=root.tar --load -t app",
  "--push -t registry.example.com/app",
  "--push -o type=local,dest=out -t registry.example.com/app",
];

describe("a build's options", () => {
  test("become what BuildKit is asked, flag by flag", async () => {
    await assertGolden("build/plans", Object.fromEntries(lines.map((line) => [line, planOf(line)])));
  });

  test("depend on how the builder's images get into the store here", async () => {
    const push = "--push -t localhost:5000/app";
    await assertGolden("build/plans-by-store", {
      "another containerd": planOf("-t app", { store: "forwarded" }),
      "another containerd, pushed": planOf(push, { store: "forwarded" }),
      "files of a dockerd without an image store": planOf("-o out", { store: "none" }),
    });
  });

  test("take the date of sources and proxies from outside, unless they say them", () => {
    const changes = { environment: { SOURCE_DATE_EPOCH: "12" }, proxyArgs: { HTTP_PROXY: "p", http_proxy: "p" } };
    const attrs = (line: string) => (planOf(line, {}, changes) as { frontendAttrs: object }).frontendAttrs;
    assert.deepEqual(attrs("--build-arg http_proxy=own"), {
      "build-arg:HTTP_PROXY": "p",
      "build-arg:http_proxy": "own",
      "build-arg:SOURCE_DATE_EPOCH": "12",
    });
    assert.equal(
      (attrs("--build-arg SOURCE_DATE_EPOCH=0") as Record<string, string>)["build-arg:SOURCE_DATE_EPOCH"],
      "0",
    );
  });
});

describe("a build's options that cannot be meant", () => {
  const cases: readonly (readonly [line: string, code: string, message: RegExp])[] = [
    ["-t App", "INVALID_VALUE", /lower case: App$/],
    ["-o type=lokal,dest=x", "INVALID_VALUE", /no such type: lokal$/],
    ["-o dest=x,foo=y", "INVALID_VALUE", /it has no type$/],
    ["-o type=local", "INVALID_VALUE", /it needs a directory$/],
    ["-o type=image,push=maybe", "INVALID_VALUE", /push is true or false$/],
    ["-o type=image -o type=registry -t a", "INVALID_VALUE", /^more than one image/],
    ["--push", "MISSING_ARGUMENT", /^a name is needed when pushing/],
    ["--cache-from type=local", "INVALID_VALUE", /it needs a directory$/],
    ["--cache-to type=registry", "INVALID_VALUE", /it needs a reference$/],
    ["--cache-to mode=max", "INVALID_VALUE", /it has no type$/],
    ["--cache-from type=inline", "INVALID_VALUE", /an inline cache lies in an image$/],
    ["--attest type=vex", "INVALID_VALUE", /neither sbom nor provenance$/],
    ["--annotation nothing", "INVALID_VALUE", /^not an annotation/],
    ["--annotation index[linux/amd64]:a=b", "INVALID_VALUE", /^not an annotation/],
    ["--allow network", "INVALID_VALUE", /^nothing that a build can be allowed: network$/],
    ["--network bridge", "INVALID_VALUE", /^a build cannot be in the network bridge$/],
    ["--ulimit files", "INVALID_VALUE", /^not a limit: files$/],
    ["--add-host db", "INVALID_VALUE", /^bad format for add-host/],
    ["--platform linux/amd64/v2/x", "INVALID_VALUE", /^not a platform/],
    ["--builder other", "UNSUPPORTED", /^builders have no names here: other$/],
    ["--squash", "UNSUPPORTED", /^--squash is not supported: /],
    ["--memory 1g", "UNSUPPORTED", /^--memory is not supported: /],
  ];
  for (const [line, code, message] of cases) {
    test(`are refused: ${line}`, () => {
      assert.throws(
        () => planOf(line),
        (error) => isNerdError(error) && error.code === code && message.test(error.message),
      );
    });
  }

  test("are refused where the builder has no store for images", () => {
    for (const line of ["-t app", "-o type=oci,dest=x", "-o type=oci,tar=false,dest=x"]) {
      assert.throws(() => planOf(line, { store: "none" }), { code: "UNSUPPORTED" });
    }
  });
});
