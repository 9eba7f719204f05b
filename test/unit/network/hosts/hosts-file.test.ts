import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type HostsMeta, hostsText, isPeer } from "../../../../src/network/hosts/hosts-file.ts";

const result = (address: string) => ({ cniVersion: "1.0.0", ips: [{ address: `${address}/24` }] });

const web: HostsMeta = {
  ID: "a1",
  Name: "web",
  Hostname: "a1b2c3",
  Domainname: "",
  ExtraHosts: { db: "10.9.0.9" },
  Networks: { bridge: result("10.4.0.2") },
};
const cache: HostsMeta = {
  ID: "d4",
  Name: "cache",
  Hostname: "d4e5f6",
  Domainname: "example.com",
  ExtraHosts: {},
  Networks: { blue: result("10.4.1.3"), green: result("10.4.2.3") },
};
const app: HostsMeta = {
  ...web,
  Name: "app",
  Hostname: "0a1b2c",
  ExtraHosts: {},
  Networks: { blue: result("10.4.1.2") },
};

describe("a hosts file", () => {
  test("has the container's own names, in the words of nerdctl", () => {
    assert.deepEqual(hostsText(web, [web]).split("\n"), [
      "# <nerdctl>",
      "127.0.0.1\tlocalhost localhost.localdomain",
      "::1\t\tlocalhost localhost.localdomain",
      "10.9.0.9\tdb",
      "10.4.0.2        a1b2c3 web",
      "# </nerdctl>",
      "",
    ]);
  });

  test("has the aliases of a peer, in the network that they are of", () => {
    const db = { ...cache, Aliases: { blue: ["db", "sql"], green: ["other"] } };
    assert.deepEqual(hostsText(app, [db]).split("\n").slice(3, -2), [
      "10.4.1.3        d4e5f6.example.com d4e5f6 d4e5f6.blue cache cache.blue db db.blue sql sql.blue",
    ]);
  });

  test("has every address of a name that has several", () => {
    const several = { ...web, ExtraHostList: ["db:10.9.0.9", "db:fd00::9"] };
    assert.deepEqual(hostsText(several, []).split("\n").slice(3, -2), ["10.9.0.9\tdb", "fd00::9\tdb"]);
  });

  test("has its peers by every name, on the networks that it shares with them only", () => {
    assert.deepEqual(hostsText(app, [app, cache]).split("\n").slice(3, -2), [
      "10.4.1.2        0a1b2c 0a1b2c.blue app app.blue",
      "10.4.1.3        d4e5f6.example.com d4e5f6 d4e5f6.blue cache cache.blue",
    ]);
  });

  test("keeps the lines that the user wrote, and replaces its own", () => {
    const edited = `${hostsText(app, [app, cache])}192.0.2.7 mine\n# a remark\n127.0.0.1 other\n`;
    assert.equal(hostsText(app, [app], edited), `192.0.2.7 mine\n${hostsText(app, [app])}`);
    assert.equal(hostsText(app, [app], hostsText(app, [app, cache])), hostsText(app, [app]));
  });

  test("names one name once, where host name and name are the same", () => {
    const same = { ...web, Hostname: "web" };
    assert.equal(hostsText(same, [same]).split("\n")[4], "10.4.0.2        web");
  });
});

describe("peers", () => {
  test("are containers that share a network", () => {
    assert.ok(isPeer(app, cache));
    assert.ok(isPeer(app, app));
    assert.equal(isPeer(app, web), false);
  });
});
