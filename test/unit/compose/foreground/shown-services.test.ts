import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shownServices } from "../../../../src/compose/foreground/shown-services.ts";
import { composeProject } from "../../../support/compose-project.ts";

const text = `
services:
  web: { image: nginx, depends_on: [db] }
  db: { image: postgres }
  metrics: { image: metrics, attach: false }
`;
const usual = { services: [], attach: [], noAttach: [], attachDependencies: false, exitCodeFrom: undefined };

describe("services whose logs are shown", () => {
  it("are all but those that do not want it", async () => {
    const project = await composeProject(text);
    assert.deepEqual(shownServices(project, usual), ["web", "db"]);
    assert.deepEqual(shownServices(project, { ...usual, attach: ["metrics"] }), ["metrics"]);
    assert.deepEqual(shownServices(project, { ...usual, noAttach: ["db"] }), ["web"]);
  });

  it("are those that were named, and what they depend on where that is asked for", async () => {
    const project = await composeProject(text, ["web"]);
    const named = { ...usual, services: ["web"] };
    assert.deepEqual(shownServices(project, named), ["web"]);
    assert.deepEqual(shownServices(project, { ...named, attachDependencies: true }).sort(), ["db", "web"]);
    assert.deepEqual(shownServices(project, { ...usual, attach: ["web"], attachDependencies: true }).sort(), [
      "db",
      "web",
    ]);
  });

  it("are none that the project does not have", async () => {
    const project = await composeProject(text);
    assert.throws(() => shownServices(project, { ...usual, attach: ["wbe"] }), { code: "UNKNOWN_SERVICE" });
    assert.throws(() => shownServices(project, { ...usual, exitCodeFrom: "tests" }), { code: "UNKNOWN_SERVICE" });
  });
});
