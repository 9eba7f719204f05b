import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { readProject } from "../../../src/api/compose/compose-source.ts";
import { type ProjectDefinition, projectNameOf } from "../../../src/api/compose/project-definition.ts";
import { NetworkHandle } from "../../../src/api/network-handle.ts";
import { createSecret } from "../../../src/api/secret.ts";
import type { ContextBase } from "../../../src/api/session.ts";
import { VolumeHandle } from "../../../src/api/volume-handle.ts";
import type { Context } from "../../../src/context.ts";
import { hoverTexts } from "../../support/language-service.ts";

const unused = async (): Promise<ContextBase> => assert.fail("a definition asks no engine");
const secret = createSecret({ environment: () => ({}), cwd: () => "/" });

async function read(definition: ProjectDefinition, environment: Record<string, string> = {}) {
  const context = { environment, cwd: "/work", emit: () => {} } as unknown as Context; // No more is looked at.
  return await readProject(context, { subject: definition, options: {}, recipe: "/work/Shop.nerd.ts" });
}

describe("a compose project in a program", () => {
  it("is read as a file with the same words is, and is called as its recipe", async () => {
    const { name, workingDir, services } = await read({
      services: {
        web: {
          image: "nginx",
          ports: ["8080:80"],
          depends_on: { db: { condition: "service_healthy" } },
          healthcheck: { test: "true", interval: "1s" },
        },
        db: { image: "postgres", environment: ["TOKEN"] },
      },
    });
    assert.deepEqual([name, workingDir], ["shop", "/work"]);
    const { web } = services;
    assert.deepEqual([web?.image, web?.ports?.[0]?.target, web?.healthcheck?.interval], ["nginx", 80, 1_000]);
    assert.equal(web?.depends_on?.["db"]?.condition, "service_healthy");
  });

  it("keeps its own name, and that of the environment above both", async () => {
    const definition = { name: "mine", services: { web: { image: "nginx" } } };
    assert.equal((await read(definition)).name, "mine");
    assert.equal((await read(definition, { COMPOSE_PROJECT_NAME: "theirs" })).name, "theirs");
  });

  it("fills in no variables: a dollar is a dollar", async () => {
    const text = "echo $HOME $$ $" + "{A:-b}";
    const { services } = await read({
      services: { web: { image: "a", command: ["sh", "-c", text], environment: { A: text } } },
    });
    assert.deepEqual(services["web"]?.command, ["sh", "-c", text]);
    assert.deepEqual(services["web"]?.environment, { A: text });
  });

  it("takes handles of what is there, and secrets, whose texts it does not show", async () => {
    const token = secret({ value: "hush-hush" });
    const definition: ProjectDefinition = {
      services: {
        web: {
          image: "a",
          environment: { TOKEN: token },
          secrets: ["token"],
          networks: ["blue"],
          volumes: ["data:/data"],
        },
      },
      networks: { blue: new NetworkHandle(unused, "the-blue") },
      volumes: { data: new VolumeHandle(unused, "the-data") },
      secrets: { token },
    };
    assert.doesNotMatch(inspect(definition, { depth: null }), /hush/);
    const project = await read(definition);
    assert.deepEqual(project.services["web"]?.environment, { TOKEN: "hush-hush" });
    assert.deepEqual([project.networks["blue"]?.name, project.networks["blue"]?.external], ["the-blue", true]);
    assert.deepEqual([project.volumes["data"]?.name, project.volumes["data"]?.external], ["the-data", true]);
    assert.equal(project.secrets["token"]?.content, "hush-hush");
  });

  it("is checked by the compiler as by the loader", async () => {
    const refused = async (web: ProjectDefinition["services"][string]) =>
      await assert.rejects(read({ services: { web, db: { image: "b" } } }), { code: "COMPOSE_INVALID" });
    // @ts-expect-error: there is no such attribute of a service.
    await refused({ image: "a", prots: ["80"] });
    // @ts-expect-error: nor such a condition.
    await refused({ image: "a", depends_on: { db: { condition: "ready" } } });
    // @ts-expect-error: a list of ports is a list.
    await refused({ image: "a", ports: "80" });
    // @ts-expect-error: a mapping within one of its lists is checked, too.
    await refused({ image: "a", ports: [{ tagret: 80 }] });
  });
});

describe("the name of a recipe's project", () => {
  it("is that of its file, as far as a project may be called so, unless the directory's says more", () => {
    const names = ["/a/Shop.nerd.ts", "my app.ts", "x.mjs", "_.js", "", undefined].map(projectNameOf);
    assert.deepEqual(names, ["shop", "myapp", "x", undefined, undefined, undefined]);
    for (const file of ["/a/main.cjs", "index.ts", "/bin/nerdsh", "/a/[eval].ts"])
      assert.equal(projectNameOf(file), undefined);
  });
});

describe("the type of a project in a program", () => {
  it("is shown by names: no hover is longer than a line or two", { timeout: 120_000 }, async () => {
    const file = fileURLToPath(new URL("../../../src/api/compose/project-definition.ts", import.meta.url));
    const program = `import type { ProjectDefinition } from ${JSON.stringify(file)};
const project: ProjectDefinition = {
  services: {
    web: {
      build: { context: "." }, ports: ["80"], depends_on: ["db"], healthcheck: {}, volumes: ["a:/a"], secrets: ["s"],
      deploy: { resources: { limits: { cpus: "1" } } }, networks: ["front"], develop: { watch: [] }, env_file: ".env",
      blkio_config: { device_read_bps: [] }, ulimits: { nofile: 3 }, post_start: [], logging: {}, extends: "a", gpus: "all",
    },
  },
  networks: { front: { ipam: { config: [] } } }, configs: {}, volumes: {}, include: [], models: {},
};
project.secrets;
`;
    const names = [...program.matchAll(/(\w+): [[{"0-9]/g)].map(([place]) => place);
    const places = [...names.filter((place) => !/^(web|front|nofile|context|cpus):/.test(place)), "secrets;"];
    const texts = await hoverTexts(program, places);
    assert.equal(texts.length, 29);
    for (const text of texts) assert.match(text, /^\(property\) (ProjectDefinition\.)?\w+\??: .{1,220}$/);
    const [shown] = texts.filter((text) => text.includes("ports"));
    assert.equal(shown, "(property) ports?: readonly (string | number | PortDefinition)[] | undefined");
  });
});
