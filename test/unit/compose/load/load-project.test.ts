import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProjectSource } from "../../../../src/compose/load/discovery.ts";
import { type LoadOptions, loadProject } from "../../../../src/compose/load/load-project.ts";
import type { ProjectFiles } from "../../../../src/compose/load/project-files.ts";
import type { Project } from "../../../../src/compose/project.ts";

type Tree = Readonly<Record<string, string>>;

function memoryFiles(tree: Tree): ProjectFiles {
  const isDirectory = (path: string) => Object.keys(tree).some((file) => file.startsWith(`${path}/`));
  return {
    read: (path) => (Object.hasOwn(tree, path) ? tree[path] : undefined),
    isFile: (path) => Object.hasOwn(tree, path),
    isDirectory,
    real: (path) => path,
  };
}

async function load(tree: Tree, source: Partial<ProjectSource> = {}, options: LoadOptions = {}): Promise<Project> {
  const base = { files: [], envFiles: [], profiles: [], environment: {}, cwd: "/shop" };
  return await loadProject({ ...base, ...source }, { ...options, files: memoryFiles(tree) });
}

const web = "services:\n  web:\n    image: nginx\n";

describe("a project", () => {
  test("is found in the nearest directory above, and named by it", async () => {
    const { name, workingDir, files } = await load({ "/shop/compose.yml": web }, { cwd: "/shop/a/b" });
    assert.deepEqual({ name, workingDir, files }, { name: "shop", workingDir: "/shop", files: ["/shop/compose.yml"] });
  });

  test("takes the standard input for -", async () => {
    const { services, files } = await load({}, { files: ["-"], standardInput: web });
    assert.deepEqual([Object.keys(services), files], [["web"], ["-"]]);
  });

  test("is named by its flag before the environment, a file and the directory", async () => {
    const tree = { "/shop/compose.yml": `name: filed\n${web}` };
    const names = [
      await load(tree, { projectName: "flag", environment: { COMPOSE_PROJECT_NAME: "env" } }),
      await load(tree, { environment: { COMPOSE_PROJECT_NAME: "env" } }),
      await load(tree),
      await load({ "/Some Shop/compose.yml": web }, { cwd: "/Some Shop" }),
    ].map(({ name }) => name);
    assert.deepEqual(names, ["flag", "env", "filed", "someshop"]);
  });

  for (const [what, text] of [
    ["compact JSON", '{"name":"filed","services":{"web":{"image":"nginx"}}}'],
    ["JSON that says it last", '{"services":{"web":{"image":"nginx"}},"name":"filed"}'],
    ["JSON of several lines", '{\n  "name": "filed",\n  "services": {"web": {"image": "nginx"}}\n}\n'],
    ["a flow mapping", "{ name: filed, services: { web: { image: 'nginx' } } }"],
    ["a flow mapping with quotes", "{'name': 'filed', services: {web: {image: 'nginx'}}}"],
    ["a line with a comment", `"name": filed # so\n${web}`],
  ] as const) {
    test(`is named by ${what}, and its variables see the name`, async () => {
      const seen = text.replace("nginx", "${COMPOSE_PROJECT_NAME}");
      const { name, services } = await load({ "/shop/compose.yml": seen });
      assert.deepEqual([name, services["web"]?.image], ["filed", "filed"]);
    });
  }

  test("refuses a name that no container can have", async () => {
    await assert.rejects(load({ "/shop/compose.yml": web }, { projectName: "Shop!" }), { code: "INVALID_VALUE" });
  });

  test("keeps sizes in bytes, durations in milliseconds, and no attribute that nobody has written", async () => {
    const text = `${web}    mem_limit: 64m\n    stop_grace_period: 1m\n    ports: ["80:80"]\n`;
    const { services } = await load({ "/shop/compose.yml": text });
    assert.deepEqual(services["web"], {
      image: "nginx",
      mem_limit: 67_108_864,
      stop_grace_period: 60_000,
      ports: [{ mode: "ingress", target: 80, published: "80", protocol: "tcp" }],
      networks: { default: null },
    });
  });

  test("has a service of any name, such as constructor", async () => {
    const { services } = await load({
      "/shop/compose.yml": "services:\n  constructor: {image: a}\n  __proto__: {image: b}\n",
    });
    assert.deepEqual(Object.keys(services), ["constructor", "__proto__"]);
  });

  test("keeps what a secret's variable holds, which is not printed", async () => {
    const text = `${web}    secrets: [s]\nsecrets:\n  s: {environment: TOKEN}\n`;
    const { secrets } = await load({ "/shop/compose.yml": text }, { environment: { TOKEN: "hush" } });
    assert.equal(secrets["s"]?.content, "hush");
  });

  test("warns once of a variable that is not set, and of an obsolete version", async () => {
    const warnings: string[] = [];
    const text = `version: "3"\n${web}    environment: ["A=$NOPE", "B=$NOPE"]\n`;
    await load({ "/shop/compose.yml": text }, {}, { warn: (message) => warnings.push(message) });
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? "", /The "NOPE" variable is not set/);
    assert.match(warnings[1] ?? "", /`version` is obsolete/);
  });

  test("pulls in a named service's profile, and what it depends on", async () => {
    const text = `${web}  tool: {image: t, profiles: [x], depends_on: [db]}\n  db: {image: d}\n`;
    const { services } = await load({ "/shop/compose.yml": text }, {}, { services: ["tool"] });
    assert.deepEqual(Object.keys(services).sort(), ["db", "tool"]);
  });
});

describe("what is wrong in a project", () => {
  const at = "/shop/compose.yml";
  for (const [what, text, message, hint] of [
    [
      "an unknown attribute",
      "services:\n  web:\n    image: a\n    prots: []\n",
      `${at}:4:5: services.web has an unknown attribute "prots"`,
      "did you mean ports?",
    ],
    [
      "an unknown section",
      "servces: {}\n",
      `${at}:1:1: the file has an unknown attribute "servces"`,
      "did you mean services?",
    ],
    [
      "a wrong kind",
      "services:\n  web:\n    image: a\n    ports: 80\n",
      `${at}:4:5: services.web.ports must be a list, and is a number`,
      undefined,
    ],
    [
      "a wrong kind in a list",
      "services:\n  web:\n    image: a\n    cap_add:\n      - A\n      - [b]\n",
      `${at}:6:9: services.web.cap_add[1] must be a string, and is a list`,
      undefined,
    ],
    [
      "an empty attribute",
      "services:\n  web:\n    image: a\n    environment:\n",
      `${at}:4:5: services.web.environment must be a mapping or a list, and is empty`,
      "write a value, or leave the attribute out",
    ],
    [
      "no YAML",
      "services:\n  web: [\n",
      `${at}:3:1: flow sequence in block collection must be sufficiently indented and end with a ]`,
      undefined,
    ],
    [
      "a bad duration",
      "services:\n  web:\n    image: a\n    stop_grace_period: soon\n",
      `${at}:4:5: services.web.stop_grace_period must be a duration, and is "soon"`,
      "write 300ms, 30s or 1m30s",
    ],
    [
      "a bad port",
      "services:\n  web:\n    image: a\n    ports:\n      - 1:2:3:4:x\n",
      /^\/shop\/compose\.yml:5:9: services\.web\.ports\[0\] is no port: /,
      "write [[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]",
    ],
    [
      "a missing variable",
      "services:\n  web:\n    image: ${IMG:?name one}\n",
      `${at}:3:5: services.web.image needs the variable IMG: name one`,
      "set IMG in the environment or in .env",
    ],
    [
      "an unknown network",
      "services:\n  web:\n    image: a\n    networks: [frnt]\nnetworks:\n  front:\n",
      `${at}:4:5: services.web.networks refers to an undefined network: frnt`,
      "did you mean front?",
    ],
    [
      "an unknown dependency",
      "services:\n  web:\n    image: a\n    depends_on: [db]\n",
      `${at}:4:5: services.web.depends_on refers to an undefined service: db`,
      undefined,
    ],
    [
      "a circle",
      "services:\n  a: {image: a, depends_on: [b]}\n  b: {image: b, depends_on: [a]}\n",
      `${at}:2:17: services.a.depends_on is a circle: a → b → a`,
      undefined,
    ],
    [
      "no image",
      "services:\n  web:\n    command: x\n",
      `${at}:2:3: services.web has neither an image nor a build`,
      undefined,
    ],
    [
      "a circle of extends",
      "services:\n  a: {image: a, extends: b}\n  b: {extends: a}\n",
      /services\.[ab]\.extends is a circle: a in .* extends b in .* extends a/,
      undefined,
    ],
    [
      "an unknown base",
      "services:\n  a: {image: a, extends: bse}\n  base: {image: b}\n",
      `${at}:2:17: services.a.extends names an unknown service: bse`,
      "did you mean base?",
    ],
    ["a circle of includes", "include: [compose.yml]\nservices: {a: {image: a}}\n", /is a circle/, undefined],
    [
      "an env file that is not there",
      "services:\n  web:\n    image: a\n    env_file: no.env\n",
      `${at}:4:5: services.web.env_file[0] names a file that is not there: /shop/no.env`,
      "create it, or say required: false",
    ],
    ["an empty file", "# nothing\n", `${at}: is empty`, undefined],
  ] as const) {
    test(`is told by place and hint: ${what}`, async () => {
      await assert.rejects(load({ [at]: text }), { code: "COMPOSE_INVALID", message, hint });
    });
  }

  test("has docker compose's exit status where a file is not there", async () => {
    for (const text of [
      "services: {web: {image: a, env_file: no.env}}\n",
      "services: {web: {image: a, extends: {file: no.yml, service: web}}}\n",
      "include: [no.yml]\nservices: {web: {image: a}}\n",
    ]) {
      await assert.rejects(load({ [at]: text }), { code: "COMPOSE_INVALID", exitCode: 14 });
    }
    await assert.rejects(load({ [at]: web }, { envFiles: ["no.env"] }), {
      message: "couldn't find env file: /shop/no.env",
      exitCode: 1,
    });
  });

  test("is told of the file that says it, among several", async () => {
    const tree = {
      "/shop/a.yml": `${web}    ports: ["80:80"]\n`,
      "/shop/b.yml": "services:\n  web:\n    cap_add:\n      - A\n      - 5\n",
    };
    await assert.rejects(load(tree, { files: ["a.yml", "b.yml"] }), {
      message: /^\/shop\/b\.yml:5:9: services\.web\.cap_add\[1\] must be a string/,
    });
  });

  test("is that a file is too long, whatever it holds", async () => {
    const source = { files: ["/dev/zero"], envFiles: [], profiles: [], environment: {}, cwd: "/" };
    await assert.rejects(loadProject(source), { code: "COMPOSE_INVALID", message: "/dev/zero: is larger than 2 MiB" });
  });

  test("is that there is no file", async () => {
    await assert.rejects(load({}), { code: "COMPOSE_NOT_FOUND", message: "no compose file in /shop or above" });
    await assert.rejects(load({}, { files: ["x.yml"] }), {
      code: "COMPOSE_NOT_FOUND",
      message: "no such compose file: /shop/x.yml",
    });
  });

  test("is a service that nobody declares", async () => {
    await assert.rejects(load({ "/shop/compose.yml": web }, {}, { services: ["wbe"] }), {
      code: "UNKNOWN_SERVICE",
      hint: "did you mean web?",
    });
  });
});
