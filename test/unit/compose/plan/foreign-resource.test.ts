import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { upPlan } from "../../../../src/compose/plan/up-plan.ts";
import type { ObservedResource } from "../../../../src/compose/state/observed-project.ts";
import { composeProject } from "../../../support/compose-project.ts";

const shop = "{ services: { db: { image: x, volumes: ['data:/data'] } }, volumes: { data: {} } }";

type Found = Partial<ObservedResource>;

/** The plan of up of a file, where such a network and such a volume are there. */
async function planned(text: string, network: Found, volume: Found = {}) {
  const none = { project: undefined, key: undefined, hash: undefined };
  return upPlan(
    await composeProject(text),
    {
      containers: [],
      oneOffs: [],
      networks: [{ name: "shop_default", ...none, ...network }],
      volumes: [{ name: "shop_data", ...none, ...volume }],
    },
    {
      ...{ services: [], imageIds: {}, scale: {}, recreate: "changed", recreateDependencies: false },
      ...{ noDependencies: false, start: true, removeOrphans: false, separator: "-" },
    },
  );
}

describe("what is there under a name that a project wants", () => {
  it("is used in silence where the project made it", async () => {
    const { foreign, steps } = await planned(
      shop,
      { project: "shop", key: "default" },
      { project: "shop", key: "data" },
    );
    assert.deepEqual([foreign, steps.map(({ id }) => id)], [[], ["run shop-db-1"]]);
  });

  it("is used with a warning where another project made it, or somebody by hand", async () => {
    const { foreign, steps } = await planned(shop, { project: "blog", key: "default" });
    assert.deepEqual(foreign, [
      'a network with name shop_default exists but was not created for project "shop"; external: true uses an existing network',
      "a volume with name shop_data exists but was not created by compose; external: true uses an existing volume",
    ]);
    assert.deepEqual(
      steps.map(({ id }) => id),
      ["run shop-db-1"],
    );
  });

  it("is refused where it is a network that was made as another one of a file, or by hand", async () => {
    for (const [network, label] of [
      [{ project: "shop", key: "front" }, '"front"'],
      [{}, '""'],
    ] as const) {
      await assert.rejects(planned(shop, network), {
        code: "ALREADY_EXISTS",
        message: `network shop_default was found but has incorrect label com.docker.compose.network set to ${label}`,
      });
    }
  });

  it("is nobody's business where the file says that it is external", async () => {
    const outside = "{ services: { a: { image: x } }, networks: { default: { external: true, name: lan } } }";
    const { foreign, steps } = await planned(outside, { name: "lan", project: "blog", key: "x" });
    assert.deepEqual([foreign, steps.map(({ id }) => id)], [[], ["run shop-a-1"]]);
  });
});
