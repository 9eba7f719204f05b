import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { downPlan } from "../../../../src/compose/plan/down-plan.ts";
import { refuseMissing, refuseUnknown, verbPlan } from "../../../../src/compose/plan/lifecycle-plan.ts";
import { planLines } from "../../../../src/compose/plan/plan.ts";
import { upPlan } from "../../../../src/compose/plan/up-plan.ts";
import type { ObservedProject } from "../../../../src/compose/state/observed-project.ts";
import { composeProject } from "../../../support/compose-project.ts";
import { planned, running, usual } from "../../../support/running-project.ts";

const nothing: ObservedProject = { containers: [], oneOffs: [], networks: [], volumes: [] };

const shop = `
services:
  web: { image: nginx, depends_on: { db: { condition: service_healthy }, cache: { condition: service_started } } }
  db: { image: postgres, volumes: ["data:/var/lib"] }
  cache: { image: redis }
volumes: { data: {} }
`;

describe("the plan of up", () => {
  it("makes all that is not there, and starts each as soon as its dependencies are as it wants them", async () => {
    assert.deepEqual(planned(await composeProject(shop), nothing), [
      "create network shop_default",
      "run shop-cache-1 after create network shop_default",
      "create volume shop_data",
      "run shop-db-1 after create network shop_default, create volume shop_data",
      "wait db healthy after run shop-db-1",
      "create shop-web-1 after create network shop_default",
      "start shop-web-1 after create shop-web-1, wait db healthy, run shop-cache-1",
    ]);
  });

  it("is empty where nothing has changed", async () => {
    const project = await composeProject(shop);
    assert.deepEqual(planned(project, running(project)), []);
  });

  it("makes anew what has changed, and leaves its dependants alone", async () => {
    const project = await composeProject(shop);
    const observed = running(project, { db: { hash: "other" } });
    assert.deepEqual(planned(project, observed), ["recreate shop-db-1"]);
    assert.deepEqual(planned(project, observed, { recreate: "never" }), []);
  });

  it("makes anew what runs an older image", async () => {
    const project = await composeProject(shop);
    const observed = running(project, { cache: { imageId: "sha256:old" } });
    assert.deepEqual(planned(project, observed, { imageIds: { cache: "sha256:new" } }), ["recreate shop-cache-1"]);
  });

  it("makes anew what lives in another one's network, too", async () => {
    const project = await composeProject(`
services:
  vpn: { image: vpn }
  app: { image: app, network_mode: "service:vpn" }
`);
    assert.deepEqual(planned(project, running(project, { vpn: { hash: "other" } })), [
      "recreate shop-vpn-1",
      "recreate shop-app-1 after recreate shop-vpn-1",
    ]);
  });

  it("stops dependants that say restart before what they depend on is made anew", async () => {
    const project = await composeProject(`
services:
  web: { image: nginx, depends_on: { db: { condition: service_started, restart: true } } }
  db: { image: postgres }
`);
    assert.deepEqual(planned(project, running(project, { db: { hash: "other" } })), [
      "recreate shop-db-1 after stop shop-web-1",
      "stop shop-web-1",
      "start shop-web-1 after recreate shop-db-1",
    ]);
  });

  it("starts what has stopped once its dependencies are ready", async () => {
    const project = await composeProject(shop);
    const observed = running(project, { web: { status: "exited", exitCode: 1 } });
    assert.deepEqual(planned(project, observed), ["wait db healthy", "start shop-web-1 after wait db healthy"]);
  });

  it("makes anew what has stopped and lost its files in memory", async () => {
    const project = await composeProject(shop);
    const observed = running(project, { cache: { status: "exited", hasFiles: false } });
    assert.deepEqual(planned(project, observed), ["recreate shop-cache-1"]);
  });

  it("adds numbers above the highest, and takes the highest away", async () => {
    const project = await composeProject("services: { web: { image: nginx } }");
    const observed = running(project);
    assert.deepEqual(planned(project, observed, { scale: { web: 3 } }), ["run shop-web-2", "run shop-web-3"]);
    const three = [1, 2, 3].map((number) => ({
      ...observed.containers[0]!,
      id: `web-${number}`,
      name: `shop-web-${number}`,
      number,
    }));
    assert.deepEqual(planned(project, { ...observed, containers: three }, { scale: { web: 1 } }), [
      "remove shop-web-2",
      "remove shop-web-3",
    ]);
  });

  it("goes on where a container was being replaced: the one with the final name stays", async () => {
    const project = await composeProject("services: { web: { image: nginx } }");
    const [web] = running(project).containers;
    const old = { ...web!, id: "old", name: "0123_shop-web-1", hash: "other", status: "exited" as const };
    const observed = { ...running(project), containers: [old, web!] };
    assert.deepEqual(planned(project, observed), ["remove 0123_shop-web-1"]);
    const cut = { ...running(project), containers: [old] };
    assert.deepEqual(planned(project, cut), ["recreate shop-web-1"]);
  });

  it("replaces one that runs under the name of what is being replaced: it may have been told to end", async () => {
    const project = await composeProject("services: { web: { image: nginx } }");
    const [web] = running(project).containers;
    const givenUp = { ...web!, name: `${web!.id.slice(0, 12)}_shop-web-1` };
    const observed = { ...running(project), containers: [givenUp] };
    assert.deepEqual(planned(project, observed), ["recreate shop-web-1"]);
    assert.deepEqual(planned(project, observed, { recreate: "never" }), []);
  });

  it("tells of orphans, and removes them where that is asked for", async () => {
    const project = await composeProject("services: { web: { image: nginx } }");
    const observed = running(await composeProject("services: { web: { image: nginx }, gone: { image: old } }"));
    assert.deepEqual(upPlan(project, observed, usual).orphans, ["shop-gone-1"]);
    assert.deepEqual(planned(project, observed, { removeOrphans: true }), ["remove shop-gone-1"]);
  });

  it("makes named services anew, and their dependencies only where that is asked for", async () => {
    const project = await composeProject(shop, ["web"]);
    const forced = { services: ["web"], recreate: "always" } as const;
    assert.deepEqual(planned(project, running(project), forced), [
      "wait db healthy",
      "recreate shop-web-1 after wait db healthy",
    ]);
    assert.deepEqual(planned(project, running(project), { ...forced, recreateDependencies: true }), [
      "recreate shop-cache-1",
      "recreate shop-db-1",
      "wait db healthy after recreate shop-db-1",
      "recreate shop-web-1 after wait db healthy, recreate shop-cache-1",
    ]);
  });

  it("leaves dependencies out, or starts nothing, where that is asked for", async () => {
    const project = await composeProject(shop, ["web"]);
    assert.deepEqual(planned(project, nothing, { services: ["web"], noDependencies: true }), [
      "create network shop_default",
      "run shop-web-1 after create network shop_default",
    ]);
    assert.deepEqual(
      planned(project, nothing, { start: false }).filter((line) => /^(run|start|wait)/.test(line)),
      [],
    );
  });

  it("only warns of a dependency that is not required", async () => {
    const project = await composeProject(`
services:
  web: { image: nginx, depends_on: { db: { condition: service_healthy, required: false } } }
  db: { image: postgres }
`);
    assert.ok(planned(project, nothing).includes("wait db healthy if it can after run shop-db-1"));
  });

  it("refuses an external network or a scaled service that is not there, and several containers of one name", async () => {
    const outside = await composeProject(
      "{ services: { a: { image: x, networks: [n] } }, networks: { n: { external: true } } }",
    );
    assert.throws(() => planned(outside, nothing), { code: "UNKNOWN_NETWORK" });
    const known = await composeProject(shop);
    assert.throws(() => planned(known, nothing, { scale: { wbe: 2 } }), {
      code: "UNKNOWN_SERVICE",
      suggestions: ["web"],
    });
    const named = await composeProject("services: { a: { image: x, container_name: one } }");
    assert.throws(() => planned(named, nothing, { scale: { a: 2 } }), { code: "COMPOSE_INVALID" });
  });
});

describe("the plan of down", () => {
  const usualDown = { services: [], volumes: false, images: "none", removeOrphans: false } as const;

  it("stops dependants first, removes what has stopped, then networks, and volumes where that is asked for", async () => {
    const project = await composeProject(shop);
    const lines = planLines(downPlan(project, running(project), { ...usualDown, volumes: true }));
    assert.deepEqual(lines, [
      "stop shop-web-1",
      "remove shop-web-1 after stop shop-web-1",
      "stop shop-db-1 after stop shop-web-1",
      "remove shop-db-1 after stop shop-db-1",
      "stop shop-cache-1 after stop shop-web-1",
      "remove shop-cache-1 after stop shop-cache-1",
      "remove network shop_default after remove shop-web-1, remove shop-db-1, remove shop-cache-1",
      "remove volume shop_data after remove shop-web-1, remove shop-db-1, remove shop-cache-1",
    ]);
  });

  it("stops what is depended on after its dependants also where one between them has stopped already", async () => {
    const project = await composeProject(
      "services: { a: { image: x }, b: { image: x, depends_on: [a] }, c: { image: x, depends_on: [b] } }",
    );
    const observed = running(project, { b: { status: "exited" } });
    assert.deepEqual(planLines(downPlan(project, observed, usualDown)).slice(0, 5), [
      "stop shop-c-1",
      "remove shop-c-1 after stop shop-c-1",
      "remove shop-b-1 after stop shop-c-1",
      "stop shop-a-1 after remove shop-b-1",
      "remove shop-a-1 after stop shop-a-1",
    ]);
  });

  it("leaves what is external, and what belongs to nobody", async () => {
    const project = await composeProject(
      "{ services: { a: { image: x, networks: [n] } }, networks: { n: { external: true, name: shared } } }",
    );
    const observed = {
      ...nothing,
      networks: [
        { name: "shared", project: "shop", key: "n", hash: undefined },
        { name: "other", project: undefined, key: undefined, hash: undefined },
      ],
    };
    assert.deepEqual(planLines(downPlan(project, observed, usualDown)), []);
  });

  it("removes images that nobody has named, or all", async () => {
    const project = await composeProject("services: { a: { image: x }, b: { build: . } }");
    const images = (which: "local" | "all") => planLines(downPlan(project, nothing, { ...usualDown, images: which }));
    assert.deepEqual(images("local"), ["remove image shop-b"]);
    assert.deepEqual(images("all"), ["remove image shop-b", "remove image x"]);
  });

  it("comes to an end where containers wait for each other", async () => {
    const project = await composeProject("services: { a: { image: x }, b: { image: x } }");
    const observed = running(project, {
      a: { dependsOn: "b:service_started:false" },
      b: { dependsOn: "a:service_started:false" },
    });
    const lines = planLines(downPlan(project, observed, usualDown));
    assert.deepEqual(lines.filter((line) => line.startsWith("remove shop")).length, 2);
  });
});

describe("plans of single verbs", () => {
  it("are refused for a service that nothing knows, and a start where nothing could be started", async () => {
    const project = await composeProject(shop);
    const observed = running(project);
    assert.throws(() => refuseUnknown(project, observed, ["web", "nosuch"]), { code: "UNKNOWN_SERVICE" });
    assert.throws(() => refuseMissing(project, nothing, []), /service "cache" has no container to start/);
    refuseUnknown(project, observed, ["web"]);
    refuseMissing(project, observed, ["web"]);
    const part = { ...observed, containers: observed.containers.slice(0, 1) };
    refuseMissing(project, part, []);
  });

  it("start after what is depended on, with its condition", async () => {
    const project = await composeProject(shop);
    const stopped = { status: "exited" } as const;
    const observed = running(project, { web: stopped, db: stopped });
    assert.deepEqual(planLines(verbPlan(project, observed, "start", { services: [] })), [
      "start shop-db-1",
      "wait db healthy after start shop-db-1",
      "start shop-web-1 after start shop-db-1, wait db healthy",
    ]);
  });

  it("restart what wants to be restarted with it, behind it", async () => {
    const project = await composeProject("services: { db: { image: x }, web: { image: y } }");
    const observed = running(project, { web: { dependsOn: "db:service_started:true" } });
    const restart = (options: object) =>
      planLines(verbPlan(project, observed, "restart", { services: ["db"], ...options }));
    assert.deepEqual(restart({}), ["restart shop-db-1", "restart shop-web-1 after restart shop-db-1"]);
    assert.deepEqual(restart({ noDependencies: true }), ["restart shop-db-1"]);
  });

  it("remove only what has stopped, and refuse a service that nobody knows", async () => {
    const project = await composeProject(shop);
    const observed = running(project, { cache: { status: "exited" } });
    assert.deepEqual(planLines(verbPlan(project, observed, "remove", { services: [] })), ["remove shop-cache-1"]);
    assert.throws(() => verbPlan(project, observed, "stop", { services: ["wbe"] }), { code: "UNKNOWN_SERVICE" });
  });
});
