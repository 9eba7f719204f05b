import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  checkServices,
  type KnownProject,
  type ServiceContainer,
} from "../../../../src/compose/known/known-project.ts";
import { type ListRequest, listedContainers } from "../../../../src/compose/known/listed-containers.ts";

const container = (name: string, status: string, isOneOff = false) =>
  ({ id: name, name, status, service: name.split("-")[0] ?? "", number: 1, isOneOff, labels: {} }) as ServiceContainer;

const known: KnownProject = {
  name: "shop",
  project: { services: { web: {}, db: {} }, disabledServices: {} } as unknown as KnownProject["project"],
  containers: [
    container("web-1", "running"),
    container("db-1", "exited"),
    container("old-1", "paused"),
    container("web-run", "running", true),
  ],
};

const usual: ListRequest = { service: [], all: false, filter: [], status: [], orphans: true };
const names = (request: Partial<ListRequest>) =>
  listedContainers(known, { ...usual, ...request }).map(({ name }) => name);

describe("compose ps", () => {
  test("lists what is up, orphans among it, and with -a the rest and what run has made", () => {
    assert.deepEqual(names({}), ["old-1", "web-1"]);
    assert.deepEqual(names({ orphans: false }), ["web-1"]);
    assert.deepEqual(names({ all: true }), ["db-1", "old-1", "web-1", "web-run"]);
    assert.deepEqual(names({ service: ["old"] }), ["old-1"]);
  });

  test("lists those of a state by either flag", () => {
    assert.deepEqual(names({ status: ["exited"] }), ["db-1"]);
    assert.deepEqual(names({ filter: ["status=paused"], status: ["exited"] }), ["db-1", "old-1"]);
    assert.throws(() => names({ status: ["up"] }), { code: "INVALID_VALUE" });
  });

  test("names the nearest service where there is none of that name, with files or without", () => {
    for (const project of [known.project, undefined]) {
      assert.throws(() => checkServices({ ...known, project }, ["wbe"]), {
        code: "UNKNOWN_SERVICE",
        suggestions: ["web"],
      });
    }
  });
});
