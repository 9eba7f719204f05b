import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { networkHash } from "../../../../src/compose/config-hash.ts";
import { upPlan } from "../../../../src/compose/plan/up-plan.ts";
import { composeProject } from "../../../support/compose-project.ts";
import { planned, running, usual } from "../../../support/running-project.ts";

describe("the plan of up", () => {
  it("makes a network anew that is described otherwise, with all that is in it", async () => {
    const text = (subnet: string) => `
services:
  web: { image: nginx, networks: [front], depends_on: [db], scale: 1 }
  db: { image: postgres, networks: [front, back] }
  job: { image: job, networks: [back] }
networks: { front: { ipam: { config: [{ subnet: ${subnet} }] } }, back: {} }
`;
    const [before, project] = [await composeProject(text("10.1.0.0/24")), await composeProject(text("10.2.0.0/24"))];
    const front = { networks: ["shop_front"] };
    const base = running(project, { web: front, db: { networks: ["shop_front", "shop_back"] } });
    const hash = networkHash(before.networks["front"] ?? {});
    const made = (its: string | undefined) => ({
      ...base,
      networks: base.networks.map((each) => (each.key === "front" ? { ...each, hash: its } : each)),
    });
    assert.deepEqual(planned(project, made(hash)), [
      "stop shop-web-1",
      "stop shop-db-1 after stop shop-web-1",
      "remove network shop_front after stop shop-db-1, stop shop-web-1",
      "create network shop_front after remove network shop_front",
      "recreate shop-db-1 after stop shop-db-1, create network shop_front",
      "recreate shop-web-1 after stop shop-web-1, create network shop_front, recreate shop-db-1",
    ]);
    for (const its of [undefined, networkHash(project.networks["front"] ?? {})]) {
      assert.deepEqual(
        planned(project, made(its)),
        [],
        "one that is the same, or of which nobody wrote down what it is",
      );
    }
    assert.deepEqual(planned(project, made(hash), { recreate: "never" }), []);
  });

  it("removes what is too many before a network that is made anew", async () => {
    const project = await composeProject("services: { web: { image: nginx } }");
    const base = running(project, { web: { networks: ["shop_default"] } });
    const [web] = base.containers;
    const observed = {
      ...base,
      containers: [web!, { ...web!, id: "two", name: "shop-web-2", number: 2 }],
      networks: base.networks.map((each) => ({ ...each, hash: "other" })),
    };
    assert.deepEqual(planned(project, observed), [
      "stop shop-web-1",
      "remove shop-web-2",
      "remove network shop_default after stop shop-web-1, remove shop-web-2",
      "create network shop_default after remove network shop_default",
      "recreate shop-web-1 after stop shop-web-1, create network shop_default, remove shop-web-2",
    ]);
  });

  it("keeps a volume that is described otherwise, and says so", async () => {
    const project = await composeProject(
      "{ services: { a: { image: x, volumes: [data:/data] } }, volumes: { data: {} } }",
    );
    const observed = running(project);
    const volumes = observed.volumes.map((each) => ({ ...each, hash: "other" }));
    const { steps, foreign } = upPlan(project, { ...observed, volumes }, usual);
    assert.deepEqual(steps, []);
    assert.match(foreign.join(), /^volume shop_data does not match its configuration/);
  });
});
