import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { HostsMeta } from "../../../../src/network/hosts/hosts-file.ts";
import { HostsStore } from "../../../../src/network/hosts/hosts-store.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const meta = (ID: string, Name: string, network: string, address: string): HostsMeta => ({
  ID,
  Name,
  Hostname: Name,
  Domainname: "",
  ExtraHosts: {},
  Networks: { [network]: { cniVersion: "1.0.0", ips: [{ address }] } },
});

async function store() {
  const directory = await temporaryDirectory();
  const settings = { dataStore: directory.path, namespace: "default" };
  const hosts = new HostsStore(settings);
  const names = async (id: string) => (await readFile(hosts.hostsPath(id), "utf8")).split("\n").slice(3, -2);
  return {
    hosts,
    settings,
    names,
    path: directory.path,
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

describe("the hosts store", () => {
  test("lies where nerdctl's does, readable for a container's users", async () => {
    await using made = await store();
    await made.hosts.enter(meta("a1", "web", "bridge", "10.4.0.2/24"));
    assert.equal(made.hosts.hostsPath("a1"), join(made.path, "etchosts", "default", "a1", "hosts"));
    assert.equal((await stat(made.hosts.hostsPath("a1"))).mode & 0o777, 0o644);
    assert.deepEqual(
      JSON.parse(await readFile(join(made.path, "etchosts", "default", "a1", "meta.json"), "utf8")),
      meta("a1", "web", "bridge", "10.4.0.2/24"),
    );
  });

  test("tells running peers of a network at once who comes and who goes, in the very file that they have mounted", async () => {
    await using made = await store();
    await made.hosts.enter(meta("a1", "web", "blue", "10.4.1.2/24"));
    const { ino } = await stat(made.hosts.hostsPath("a1"));
    await made.hosts.enter(meta("b2", "db", "blue", "10.4.1.3/24"));
    assert.deepEqual(await made.names("a1"), ["10.4.1.2        web web.blue", "10.4.1.3        db db.blue"]);
    await made.hosts.leave("b2");
    assert.deepEqual(await made.names("a1"), ["10.4.1.2        web web.blue"]);
    assert.equal((await stat(made.hosts.hostsPath("a1"))).ino, ino);
  });

  test("keeps the default network's containers to themselves", async () => {
    await using made = await store();
    await made.hosts.enter(meta("a1", "web", "bridge", "10.4.0.2/24"));
    await made.hosts.enter(meta("b2", "db", "bridge", "10.4.0.3/24"));
    assert.deepEqual(await made.names("a1"), ["10.4.0.2        web"]);
  });

  test("loses no name where many come at once", async () => {
    await using made = await store();
    const ids = Array.from({ length: 12 }, (_, i) => `c${i}`);
    await Promise.all(ids.map((id, i) => made.hosts.enter(meta(id, `n${i}`, "blue", `10.4.1.${i + 2}/24`))));
    for (const id of ids) assert.equal((await made.names(id)).length, ids.length);
    await Promise.all(ids.slice(1).map((id) => made.hosts.leave(id)));
    assert.deepEqual(await made.names("c0"), ["10.4.1.2        n0 n0.blue"]);
  });

  test("forgets a container whole, also one that it never knew", async () => {
    await using made = await store();
    await made.hosts.create("a1", "127.0.0.1 localhost\n");
    assert.deepEqual(await made.hosts.ids(), ["a1"]);
    assert.deepEqual(await HostsStore.namespaces(made.settings), ["default"]);
    await made.hosts.remove("a1");
    await made.hosts.remove("b2");
    assert.deepEqual(await made.hosts.ids(), []);
  });
});
