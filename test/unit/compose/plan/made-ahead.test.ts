import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { upPlan } from "../../../../src/compose/plan/up-plan.ts";
import type { ObservedProject } from "../../../../src/compose/state/observed-project.ts";
import { composeProject } from "../../../support/compose-project.ts";
import { running, usual } from "../../../support/running-project.ts";

const nothing: ObservedProject = { containers: [], oneOffs: [], networks: [], volumes: [] };

/** What the container of `web` comes after, whole and with its start alone. */
async function orderOfWeb(text: string, observed = nothing) {
  const { steps } = upPlan(await composeProject(text), observed, usual);
  const { after, startsAfter } = steps.find(({ id }) => id === "run shop-web-1") ?? {};
  return { after, startsAfter };
}

const services = (web: string, db = "") => `
services:
  web: { image: nginx, depends_on: [db], network_mode: none${web} }
  db: { image: postgres, network_mode: none${db} }
volumes: { data: {} }
networks: { front: {} }
`;

describe("a container that others are started before", () => {
  it("is made while they are", async () => {
    assert.deepEqual(await orderOfWeb(services("")), { after: [], startsAfter: ["run shop-db-1"] });
    const own = await orderOfWeb(services(', volumes: ["data:/a", "/b", "./c:/c"], ports: ["8080:80", "81"]'));
    assert.deepEqual(own, { after: ["create volume shop_data"], startsAfter: ["run shop-db-1"] });
  });

  it("is made behind them where who comes first gets something, or where it may need one of them", async () => {
    const alone = { after: ["run shop-db-1"], startsAfter: undefined };
    const volume = ', volumes: ["data:/a"]';
    assert.deepEqual(await orderOfWeb(services(volume, volume)), {
      after: ["create volume shop_data", "run shop-db-1"],
      startsAfter: undefined,
    });
    assert.deepEqual(await orderOfWeb(services(', ports: ["8080-8090:80"]')), alone);
    assert.deepEqual(await orderOfWeb(services(', ipc: "container:shop-db-1"')), alone);
    assert.deepEqual(await orderOfWeb(services(', volumes_from: ["container:shop-db-1"]')), alone);
    const front = services("", ", networks: { front: { ipv4_address: 10.5.0.2 } }").replaceAll(
      "postgres, network_mode: none",
      "postgres",
    );
    assert.deepEqual(await orderOfWeb(front), alone);
  });

  it("is made behind them where something of the project is there, whose address could be taken", async () => {
    const observed = running(await composeProject(services("")), { db: { status: "exited" } });
    const stopped = { ...observed, containers: observed.containers.filter(({ service }) => service === "db") };
    assert.deepEqual(await orderOfWeb(services(""), stopped), { after: ["start shop-db-1"], startsAfter: undefined });
  });
});
