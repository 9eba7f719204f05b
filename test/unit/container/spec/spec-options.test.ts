import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultSpec } from "../../../../src/container/spec/default-spec.ts";
import * as options from "../../../../src/container/spec/spec-options.ts";
import type { MountSpec } from "../../../../src/engine/runtime-spec.ts";

const mount = (destination: string, source = "/source"): MountSpec => ({
  destination,
  type: "bind",
  source,
  options: [],
});

const withOptions = (...chosen: readonly options.SpecOption[]) => {
  const spec = defaultSpec();
  for (const option of chosen) option(spec);
  return spec;
};

describe("a spec option", () => {
  test("changes its own part of the spec and nothing else", () => {
    const { linux, process } = defaultSpec();
    assert.deepEqual(
      withOptions(options.withCgroup("/ns/id"), options.withEnv(["A=1", "B=2"], ["A=3"]), options.withReadonlyRoot()),
      {
        ...defaultSpec(),
        root: { path: "rootfs", readonly: true },
        linux: { ...linux, cgroupsPath: "/ns/id" },
        process: { ...process, env: ["A=3", "B=2"] },
      },
    );
  });

  test("for variables replaces an earlier one in its place, whatever its value holds", () => {
    const { env } = withOptions(options.withEnv(["A=x=y", "B", "C="]), options.withEnv(["A=z"], ["B=1"])).process;
    assert.deepEqual(env, ["A=z", "B=1", "C="]);
  });

  test("for a directory takes no path that is not absolute", () => {
    assert.equal(withOptions(options.withWorkdir("/app/")).process.cwd, "/app/");
    const message = "the working directory 'app' must be an absolute path";
    assert.throws(() => withOptions(options.withWorkdir("app")), { code: "INVALID_VALUE", message });
  });

  test("for a terminal says what kind it is", () => {
    const { terminal, env } = withOptions(options.withTerminal()).process;
    assert.deepEqual({ terminal, env }, { terminal: true, env: ["TERM=xterm"] });
  });

  test("for mounts puts parents before what lies in them, and replaces one at the same place", () => {
    const own = withOptions(
      options.withMounts([mount("/a/b/c"), mount("/dev/shm"), mount("/a"), mount("/a/b")]),
    ).mounts;
    const places = own.map(({ destination }) => destination);
    assert.equal(places.filter((place) => place === "/dev/shm").length, 1);
    assert.equal(own.find(({ destination }) => destination === "/dev/shm")?.source, "/source");
    assert.deepEqual(
      places.filter((place) => place.startsWith("/a")),
      ["/a", "/a/b", "/a/b/c"],
    );
    assert.ok(places.indexOf("/dev") < places.indexOf("/dev/shm"));
  });

  test("for an init puts it before the command, and the program in its place", () => {
    const { process, mounts } = withOptions(options.withArgs(["sleep", "1"]), options.withInit("/usr/bin/tini-static"));
    assert.deepEqual(process.args, ["/sbin/docker-init", "--", "sleep", "1"]);
    assert.deepEqual(mounts.at(-1), {
      destination: "/sbin/docker-init",
      type: "bind",
      source: "/usr/bin/tini-static",
      options: ["bind", "ro"],
    });
  });

  test("for the network joins, makes or leaves out a namespace", () => {
    const network = (path?: string) =>
      withOptions(options.withNetworkNamespace(path)).linux.namespaces.filter(({ type }) => type === "network");
    assert.deepEqual(network("/run/netns/x"), [{ type: "network", path: "/run/netns/x" }]);
    assert.deepEqual(network("new"), [{ type: "network" }]);
    assert.deepEqual(network(undefined), []);
  });

  test("for annotations and sysctls adds to those before", () => {
    const spec = withOptions(
      options.withAnnotations({ a: "1", b: "1" }),
      options.withAnnotations({ b: "2" }),
      options.withSysctl("net.x", "1"),
      options.withSysctl("net.y", "2"),
    );
    assert.deepEqual(spec.annotations, { a: "1", b: "2" });
    assert.deepEqual(spec.linux.sysctl, { "net.x": "1", "net.y": "2" });
  });
});
