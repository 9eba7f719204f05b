import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Project, Service } from "../../../../src/compose/project.ts";
import { type OneOffRequest, oneOffOptions, oneOffProject } from "../../../../src/compose/run/one-off-options.ts";
import { containerOptions } from "../../../../src/compose/service/container-options.ts";

const web: Service = {
  image: "nginx",
  container_name: "front",
  command: ["serve"],
  entrypoint: ["/init"],
  restart: "always",
  deploy: { replicas: 3, restart_policy: { condition: "any" }, resources: { limits: { pids: 10 } } },
  ports: [{ target: 80, published: "8080", protocol: "tcp" }],
  networks: { default: { aliases: ["www"] } },
  volumes: [
    { type: "volume", source: "data", target: "/data" },
    { type: "volume", source: "data", target: "/kept" },
  ],
  environment: { A: "1", B: "2" },
};

const project: Project = {
  name: "shop",
  workingDir: "/shop",
  files: [],
  envFiles: [],
  environment: {},
  profiles: [],
  services: { web },
  disabledServices: {},
  networks: { default: { name: "shop_default" } },
  volumes: { data: { name: "shop_data" } },
  secrets: {},
  configs: {},
  models: {},
  extensions: {},
};

const usual: OneOffRequest = {
  service: "web",
  command: [],
  entrypoint: undefined,
  env: {},
  envFromFile: [],
  label: {},
  capAdd: [],
  capDrop: [],
  user: undefined,
  workdir: undefined,
  volume: [],
  publish: [],
  servicePorts: false,
  useAliases: false,
  interactive: true,
  tty: false,
  rm: true,
};

function optionsOf(changes: Partial<OneOffRequest>) {
  const request = { ...usual, ...changes };
  const part = { service: "web", number: 1, name: "shop-web-run-0ab1", imageId: "", owner: (name: string) => name };
  const once = containerOptions(oneOffProject(project, request), {
    ...part,
    oneOff: true,
    aliases: request.useAliases,
  });
  return oneOffOptions(once, request, "0ab1");
}

describe("a service that is run once", () => {
  test("is never restarted, has no ports and no names of the service, and is told from its other containers", () => {
    const { restart, publish, network, label, name, command, entrypoint, rm, pidsLimit } = optionsOf({});
    assert.deepEqual(
      { restart, publish, network, name, command, entrypoint, rm, pidsLimit },
      {
        restart: "no",
        publish: [],
        network: ["name=shop_default"],
        name: "shop-web-run-0ab1",
        command: ["serve"],
        entrypoint: "/init",
        rm: true,
        pidsLimit: 10,
      },
    );
    assert.equal(label["com.docker.compose.oneoff"], "True");
    assert.equal(label["com.docker.compose.slug"], "0ab1");
  });

  test("takes its own command, and with an entrypoint nothing of the service's", () => {
    const words = ({ entrypoint, command }: ReturnType<typeof optionsOf>) => [entrypoint, ...command];
    assert.deepEqual(words(optionsOf({ command: ["ls", "-l"] })), ["/init", "ls", "-l"]);
    assert.deepEqual(words(optionsOf({ entrypoint: "sh -c 'echo hi'" })), ["sh", "-c", "echo hi"]);
    assert.deepEqual(words(optionsOf({ entrypoint: "sh", command: ["-x"] })), ["sh", "-x"]);
    assert.throws(() => optionsOf({ entrypoint: "sh '" }), { code: "INVALID_VALUE" });
  });

  test("has what the flags add, in the place of what the service says", () => {
    const options = optionsOf({
      env: { B: "3", C: null },
      volume: ["/tmp:/data:ro"],
      publish: ["9090:80"],
      user: "1:1",
      workdir: "/tmp",
      capAdd: ["NET_ADMIN"],
      useAliases: true,
    });
    assert.deepEqual(options.env, { A: "1", B: "3", C: null });
    assert.deepEqual(options.volume, ["/tmp:/data:ro"]);
    assert.deepEqual(options.mount, ["type=volume,source=shop_data,target=/kept"]);
    assert.deepEqual(options.publish, ["9090:80"]);
    assert.deepEqual([options.user, options.workdir, options.capAdd], ["1:1", "/tmp", ["NET_ADMIN"]]);
    assert.deepEqual(options.network, ["name=shop_default,alias=web,alias=www"]);
    assert.deepEqual(optionsOf({ servicePorts: true }).publish, ["8080:80/tcp"]);
  });
});
