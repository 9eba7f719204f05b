import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseFilters } from "../../../../src/container/filters.ts";
import { containerFilter, containerFilterKeys, type FilterFacts } from "../../../../src/container/record/filter.ts";
import type { ContainerSummary } from "../../../../src/container/record/list.ts";
import { isNerdError } from "../../../../src/errors.ts";

const facts: FilterFacts = {
  createdMs: (name) => (name === "db" ? 2000 : 0),
  descendsFrom: (image, ancestor) => image.includes(ancestor),
};

function container(name: string, fields: Partial<ContainerSummary> & { createdMs: number }): ContainerSummary {
  const { labels = {}, image = "nginx:latest" } = fields;
  return {
    id: name.padEnd(64, "0"),
    name,
    image,
    status: "running",
    exitCode: undefined,
    startedMs: undefined,
    exitedMs: undefined,
    runtime: "runc",
    ports: [],
    task: undefined,
    labels,
    container: { image: `docker.io/library/${image}`, labels } as ContainerSummary["container"], // All that filters look at.
    ...fields,
  };
}

const mount = {
  Type: "volume",
  Name: "data",
  Source: "/srv/data",
  Destination: "/data",
  Mode: "",
  RW: true,
  Propagation: "",
};
const health = { "nerdctl/healthcheck": '{"Test":["CMD","true"]}', "nerdctl/healthstate": '{"Status":"healthy"}' };
const all = [
  container("web", {
    createdMs: 3000,
    labels: {
      app: "web",
      tier: "front",
      "nerdctl/networks": '["bridge"]',
      "nerdctl/exposed-ports": '{"53/udp":{}}',
      ...health,
    },
    ports: [{ hostAddress: "0.0.0.0", hostPort: 8080, containerPort: 80, protocol: "tcp" }],
  }),
  container("db", {
    createdMs: 2000,
    image: "postgres:16",
    labels: { app: "db", "nerdctl/mounts.0": JSON.stringify(mount) },
  }),
  container("job", { createdMs: 1000, image: "busybox:latest", status: "exited", exitCode: 3 }),
];

function found(...texts: string[]): string {
  const matches = containerFilter(parseFilters(texts, containerFilterKeys), facts);
  return all
    .filter(matches)
    .map(({ name }) => name)
    .join(" ");
}

describe("a filter of ps", () => {
  for (const [texts, names] of [
    [["name=e"], "web"],
    [["name=^/?(db|job)$"], "db job"],
    [["name=("], ""],
    [["id=db00"], "db"],
    [["label=app"], "web db"],
    [["label=app=web"], "web"],
    [["label=app", "label=tier=front"], "web"],
    [["label!=app"], "job"],
    [["label!=app=web"], "db job"],
    [["status=exited"], "job"],
    [["status=exited", "status=running"], "web db job"],
    [["status=running", "name=db"], "db"],
    [["exited=3"], "job"],
    [["exited=0"], ""],
    [["before=db"], "job"],
    [["since=db"], "web"],
    [["volume=data"], "db"],
    [["volume=/data/"], "db"],
    [["network=bridge"], "web"],
    [["ancestor=postgres"], "db"],
    [["health=healthy"], "web"],
    [["health=none"], "db job"],
    [["publish=8080"], "web"],
    [["publish=80"], ""],
    [["expose=80/tcp"], "web"],
    [["expose=50-60/udp"], "web"],
    [["is-task=false"], "web db job"],
    [["is-task=true"], ""],
  ] as const) {
    test(`${texts.join(" and ")} is ${names || "nothing"}`, () => {
      assert.equal(found(...texts), names);
    });
  }

  for (const [text, hint] of [
    ["status=up", "one of created, restarting, running, removing, paused, exited, dead"],
    ["exited=x", "write an exit code"],
    ["health=ill", "one of starting, healthy, unhealthy, none"],
    ["publish=x", "write 80, 80/udp or 8000-8080/tcp"],
    ["lable=x", "did you mean label?"],
    ["web", "write KEY=VALUE"],
  ] as const) {
    test(`refuses ${text}`, () => {
      const isRefused = (error: unknown) =>
        isNerdError(error, "INVALID_VALUE") && error.hint === hint && error.message === `invalid filter: ${text}`;
      assert.throws(() => found(text), isRefused);
    });
  }
});
