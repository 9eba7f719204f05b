import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bakeInput, bakeTarget } from "../../../../src/build/bake/bake-input.ts";
import { parseOverride } from "../../../../src/build/bake/bake-overrides.ts";
import { bakePlan } from "../../../../src/build/bake/bake-plan.ts";
import { evaluatedFiles } from "../../../../src/build/bake/hcl/evaluated-files.ts";
import { standardFunctions } from "../../../../src/build/bake/hcl/functions/standard.ts";
import type { ErrorCode } from "../../../../src/errors.ts";

interface Choices {
  readonly names?: readonly string[];
  readonly set?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

function plan(definitions: object | readonly object[], { names = [], set = [], environment = {} }: Choices = {}) {
  const sources = [definitions].flat().map((each) => ({ file: "docker-bake.json", text: JSON.stringify(each) }));
  const functions = standardFunctions({ homeDirectory: "/root", now: () => new Date(0) });
  const file = evaluatedFiles(sources, { environment, builtIn: { BAKE_CMD_CONTEXT: "cwd://" }, functions });
  return bakePlan(file, names, set.map(parseOverride));
}

const targetsOf = (definitions: object | readonly object[], choices: Choices = {}) =>
  Object.fromEntries(plan(definitions, choices).targets);

describe("the targets of a bake file", () => {
  it("are those of the group default, else the one of that name", () => {
    const target = { a: {}, b: {}, default: {} };
    assert.deepEqual(plan({ target }).asked, ["default"]);
    assert.deepEqual(plan({ target, group: { default: { targets: ["b", "a"] } } }).asked, ["b", "a"]);
  });

  it("are named by groups in groups and by patterns, each once", () => {
    const definitions = {
      group: { all: { targets: ["web", "more"] }, more: { targets: ["api", "web"] } },
      target: { web: {}, api: {}, "api-test": {} },
    };
    assert.deepEqual(plan(definitions, { names: ["all"] }).asked, ["web", "api"]);
    assert.deepEqual(plan(definitions, { names: ["api*"] }).asked, ["api", "api-test"]);
    assert.deepEqual(plan(definitions, { names: ["more"] }).groups, { default: ["more"], more: ["api", "web"] });
  });

  it("inherit in order, maps key by key", () => {
    const definitions = {
      target: {
        one: { args: { A: "1", B: "1" }, tags: ["one"], entitlements: ["network.host"] },
        two: { args: { B: "2" }, tags: ["two"], platforms: ["linux/arm64"] },
        default: { inherits: ["one", "two"], args: { C: null }, entitlements: ["security.insecure"] },
      },
    };
    assert.deepEqual(targetsOf(definitions), {
      default: {
        args: { A: "1", B: "2" },
        tags: ["two"],
        platforms: ["linux/arm64"],
        entitlements: ["network.host", "security.insecure"],
      },
    });
  });

  it("are filled in from variables, which the environment overrides", () => {
    const definitions = {
      variable: { TAG: { default: "dev" }, NAME: { default: "app:${TAG}" }, LIST: { default: ["a", "b"] } },
      target: { default: { tags: ["${NAME}"], platforms: "${LIST}", args: { PLAIN: "$${TAG} $HOME" } } },
    };
    assert.deepEqual(targetsOf(definitions, { environment: { TAG: "1", HOME: "/root", NOT: "declared" } }), {
      default: { tags: ["app:1"], platforms: ["a", "b"], args: { PLAIN: "${TAG} $HOME" } },
    });
  });

  it("are as many as a matrix has combinations, in a group of the target's name", () => {
    const definitions = {
      target: {
        app: {
          name: "app-${sanitize(v)}-${os}",
          matrix: { v: ["1.0", "2.0"], os: ["a", "b"] },
          args: { V: "${v}", OS: "${os}" },
        },
      },
    };
    const { asked, targets } = plan(definitions, { names: ["app"] });
    assert.deepEqual(asked, ["app-1_0-a", "app-1_0-b", "app-2_0-a", "app-2_0-b"]);
    assert.deepEqual(targets.get("app-2_0-a"), { args: { V: "2.0", OS: "a" } });
  });

  it("bring those whose results are their contexts", () => {
    const definitions = { target: { base: {}, default: { contexts: { base: "target:base" } } } };
    const { asked, targets } = plan(definitions);
    assert.deepEqual([asked, [...targets.keys()]], [["default"], ["base", "default"]]);
  });

  it("of later files stand over those of earlier ones", () => {
    const files = [
      { target: { default: { tags: ["a"], args: { A: "1" } } } },
      { target: { default: { tags: ["b"], args: { B: "2" } } } },
    ];
    assert.deepEqual(targetsOf(files), { default: { tags: ["b"], args: { A: "1", B: "2" } } });
  });

  it("are changed by --set where its pattern fits", () => {
    const definitions = {
      group: { default: { targets: ["web", "api"] } },
      target: { web: { tags: ["w"], args: { A: "1" } }, api: { tags: ["a"] } },
    };
    const set = [
      "*.args.A=2",
      "web.tags=x",
      "web.tags=y",
      "api.tags+=z",
      "w?b.no-cache=true",
      "api.platform=linux/arm64",
    ];
    assert.deepEqual(targetsOf(definitions, { set }), {
      web: { tags: ["x", "y"], args: { A: "2" }, "no-cache": true },
      api: { tags: ["a", "z"], args: { A: "2" }, platforms: ["linux/arm64"] },
    });
  });

  it("take what flags would be as objects, too", () => {
    const definitions = {
      target: {
        default: {
          output: [{ type: "local", dest: "out" }],
          secret: [{ id: "t", src: "a,b" }],
          ssh: [{ id: "x", paths: ["/s"] }, "default"],
        },
      },
    };
    assert.deepEqual(targetsOf(definitions), {
      default: { output: ["type=local,dest=out"], secret: ['id=t,"src=a,b"'], ssh: ["x=/s", "default"] },
    });
  });

  const wrong: readonly (readonly [
    what: string,
    definitions: object,
    code: ErrorCode,
    message: RegExp,
    choices?: Choices,
  ])[] = [
    ["a target that is not there", { target: { app: {} } }, "UNKNOWN_OBJECT", /no such target: ap$/, { names: ["ap"] }],
    ["an unknown field", { target: { default: { tag_s: [] } } }, "BAKE_INVALID", /has no field tag_s/],
    [
      "a field of another kind",
      { target: { default: { args: [] } } },
      "BAKE_INVALID",
      /args is not an object of texts/,
    ],
    ["an unknown variable", { target: { default: { tags: ["${X}"] } } }, "BAKE_INVALID", /no such variable: X/],
    [
      "an unknown function",
      { target: { default: { tags: ['${uper("x")}'] } } },
      "BAKE_INVALID",
      /no such function: uper/,
    ],
    [
      "a matrix that makes what is no name",
      { target: { a: { matrix: { v: ["1.0"] }, name: "a-${v}" } } },
      "BAKE_INVALID",
      /"a-1.0" is no name/,
    ],
    [
      "a variable of itself",
      { variable: { A: { default: "${A}" } }, target: { default: { tags: ["${A}"] } } },
      "BAKE_INVALID",
      /A needs its own value/,
    ],
    [
      "a matrix without a name",
      { target: { default: { matrix: { a: ["1"] } } } },
      "BAKE_INVALID",
      /has a matrix and no name/,
    ],
    [
      "targets that inherit from each other",
      { target: { default: { inherits: ["b"] }, b: { inherits: ["default"] } } },
      "INVALID_VALUE",
      /inherit from each other: default → b → default/,
    ],
    [
      "targets that need each other",
      { target: { default: { contexts: { b: "target:b" } }, b: { contexts: { a: "target:default" } } } },
      "INVALID_VALUE",
      /need each other/,
    ],
    ["bcrypt", { target: { default: { tags: ['${bcrypt("x")}'] } } }, "UNSUPPORTED", /bcrypt is not evaluated/],
    [
      "a --set without a key",
      { target: { default: {} } },
      "INVALID_VALUE",
      /invalid --set: a\.args=1/,
      { set: ["a.args=1"] },
    ],
  ];
  for (const [what, definitions, code, message, choices] of wrong) {
    it(`refuse ${what}`, () => {
      assert.throws(() => plan(definitions, choices), { code, message });
    });
  }
});

describe("a target as a build", () => {
  it("has its Dockerfile in its context", () => {
    const { context, file, addHosts, shmBytes } = bakeInput({
      ...{ context: "app", dockerfile: "deploy/Dockerfile", "shm-size": "64m" },
      "extra-hosts": { db: "10.0.0.1" },
    });
    assert.deepEqual(
      { context, file, addHosts, shmBytes },
      {
        ...{ context: "app", file: "app/deploy/Dockerfile", addHosts: ["db=10.0.0.1"], shmBytes: 64 << 20 },
      },
    );
    assert.equal(bakeInput({ context: "https://example.com/a.git", dockerfile: "d" }).file, "d");
    const { context: own, file: local } = bakeInput({ context: "cwd://", dockerfile: "cwd://other/Dockerfile" });
    assert.deepEqual([own, local], [".", "other/Dockerfile"]);
  });

  it("is what a service of a compose file says, contexts that are services among it", () => {
    assert.deepEqual(
      bakeTarget({
        ...{ context: "/p/app", file: "/p/app/Dockerfile", tags: ["p-app"], network: "default", noCache: false },
        ...{ buildContexts: { base: "service:base", src: "/src" }, labels: {}, buildArgs: { A: null } },
        ...{ addHosts: ["db=::1"], shmBytes: 1024 },
      }),
      {
        ...{ context: "/p/app", dockerfile: "/p/app/Dockerfile", tags: ["p-app"], "shm-size": "1024" },
        ...{ contexts: { base: "target:base", src: "/src" }, args: { A: null }, "extra-hosts": { db: "::1" } },
      },
    );
  });
});
