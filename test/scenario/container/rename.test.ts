import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { labelKeys } from "../../../src/container/record/labels.ts";
import { findContainer } from "../../../src/container/record/lookup.ts";
import { renameContainer } from "../../../src/container/rename.ts";
import { NameStore } from "../../../src/store/name-store.ts";
import { type Containers, startContainers } from "../../support/containers.ts";
import { createNetwork } from "../../support/private-network.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

const namesOf = async (id: string) => {
  const { settings, engine } = containers.context;
  const names = await new NameStore(settings.dataStore, engine.namespace).list();
  return [...names].filter(([, owner]) => owner === id).map(([name]) => name);
};

describe("rename", () => {
  test("gives the new name, and leaves the old one to others", async () => {
    const { context } = containers;
    await using box = await containers.run({ name: "before" });
    await renameContainer(context, await box.record(), "after");
    const { labels, id, spec } = await findContainer(context, "after");
    assert.equal(id, box.id);
    assert.equal(labels[labelKeys.name], "after");
    assert.equal(spec().annotations?.[labelKeys.name], "after");
    assert.deepEqual(await namesOf(id), ["after"]);
    await assert.rejects(findContainer(context, "before"), { code: "UNKNOWN_CONTAINER" });
    await using other = await containers.create({ name: "before" });
    assert.deepEqual(await namesOf(other.id), ["before"]);
  });

  test("changes nothing where the name is another's, its own or none", async () => {
    const { context } = containers;
    await using box = await containers.create({ name: "mine" });
    await using other = await containers.create({ name: "taken" });
    const message = `name "taken" is already used by ID "${other.id}"`;
    await assert.rejects(renameContainer(context, await box.record(), "taken"), { code: "NAME_IN_USE", message });
    await assert.rejects(renameContainer(context, await box.record(), "mine"), { code: "INVALID_VALUE", exitCode: 1 });
    await assert.rejects(renameContainer(context, await box.record(), "no/name"), { message: /must match pattern/ });
    assert.deepEqual(await namesOf(box.id), ["mine"]);
    assert.equal((await box.record()).labels[labelKeys.name], "mine");
  });

  test("may give the digits with which another's id begins, which then mean the name", async () => {
    const { context } = containers;
    await using box = await containers.create({ name: "named" });
    await using other = await containers.create({ name: "other" });
    const digits = other.id.slice(0, 6);
    await renameContainer(context, await box.record(), digits);
    assert.equal((await findContainer(context, digits)).id, box.id);
    assert.equal((await findContainer(context, other.id.slice(0, 7))).id, other.id);
  });

  test("takes a name of which a killed removal has left nothing else, but none that is being given", async () => {
    const { context } = containers;
    const { settings, engine, journal } = context;
    const names = new NameStore(settings.dataStore, engine.namespace);
    const [removed, made] = ["a".repeat(64), "b".repeat(64)];
    await names.reserve("left", removed);
    await using box = await containers.create({ name: "mover" });
    await renameContainer(context, await box.record(), "left");
    assert.deepEqual(await namesOf(box.id), ["left"]);
    await journal.append("a start under way", { kind: "name", id: `coming:${made}` });
    await names.reserve("coming", made);
    await assert.rejects(renameContainer(context, await box.record(), "coming"), { code: "NAME_IN_USE" });
    await journal.clear("a start under way");
    await using other = await containers.create({ name: "coming" });
    assert.deepEqual(await namesOf(other.id), ["coming"]);
  });

  test("gives the new name back where the record is gone", async () => {
    const { context } = containers;
    const box = await containers.create({ name: "vanishing" });
    const record = await box.record();
    await box[Symbol.asyncDispose]();
    await assert.rejects(renameContainer(context, record, "never"), { code: "NOT_FOUND" });
    assert.deepEqual(await namesOf(record.id), []);
  });

  test("can be done again where it was cut short after any step", async () => {
    const { context } = containers;
    const { settings, engine } = context;
    const names = new NameStore(settings.dataStore, engine.namespace);
    await using box = await containers.create({ name: "cut" });
    const record = await box.record();
    await names.reserve("whole", box.id);
    await renameContainer(context, record, "whole");
    assert.deepEqual(await namesOf(box.id), ["whole"]);
    await engine.containers.update(box.id, { labels: { [labelKeys.name]: "cut" } });
    await renameContainer(context, await box.record(), "whole");
    assert.equal((await box.record()).labels[labelKeys.name], "whole");
    assert.deepEqual(await namesOf(box.id), ["whole"]);
  });

  test("tells the new name to the other containers of its network", async () => {
    const { context } = containers;
    const { name: network } = await createNetwork(context.settings, "named");
    await using box = await containers.run({ name: "server", network });
    await using peer = await containers.run({ name: "client", network });
    assert.match(await peer.output("cat", "/etc/hosts"), /\sserver\b/);
    await renameContainer(context, await box.record(), "service");
    const hosts = await peer.output("cat", "/etc/hosts");
    assert.match(hosts, /\sservice\b/);
    assert.doesNotMatch(hosts, /\sserver\b/);
  });
});
