import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  hostResolvConf,
  nameServers,
  outsideServers,
  resolvConf,
  withNameServers,
  withOtherRest,
} from "../../../../src/network/hosts/resolv-conf.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const host = `# by the host
search lan example.com
nameserver 192.0.2.1
nameserver 127.0.0.1
options ndots:2 timeout:1
`;

describe("a container's resolv.conf", () => {
  test("is the host's, without resolvers on its loopback", () => {
    assert.equal(resolvConf(host), "search lan example.com\nnameserver 192.0.2.1\noptions ndots:2 timeout:1\n");
  });

  test("has what the user says in place of the host's", () => {
    const options = { servers: ["9.9.9.9"], search: ["corp"], options: ["ndots:0"] };
    assert.equal(resolvConf(host, options), "search corp\nnameserver 9.9.9.9\noptions ndots:0\n");
  });

  test("searches nowhere where the user says a dot", () => {
    assert.equal(resolvConf("search lan\nnameserver 192.0.2.1\n", { search: ["."] }), "nameserver 192.0.2.1\n");
  });

  test("falls back to public resolvers where the host has only its own", () => {
    assert.equal(resolvConf("nameserver ::1\nnameserver 127.0.0.53\n"), "nameserver 8.8.8.8\nnameserver 8.8.4.4\n");
    assert.equal(resolvConf(""), "nameserver 8.8.8.8\nnameserver 8.8.4.4\n");
  });

  test("takes the last of several search lists, as resolvers do", () => {
    assert.equal(resolvConf("search a\ndomain b\nnameserver 192.0.2.1\n"), "search b\nnameserver 192.0.2.1\n");
  });
});

describe("name servers of networks", () => {
  const text = resolvConf(host);
  const [named, following] = [{ followsHost: false }, { followsHost: true }];

  test("lead the text, and leave it as it was where a later start has others or none", () => {
    const led = withNameServers(text, ["10.4.1.1"], named);
    assert.ok(led.endsWith(text));
    assert.deepEqual(nameServers(led), ["10.4.1.1"]);
    assert.deepEqual(nameServers(withNameServers(led, ["10.4.2.1"], named)), ["10.4.2.1"]);
    assert.equal(withNameServers(led, [], named), text);
    assert.deepEqual(nameServers(text), []);
  });

  test("are asked for a short name as it is, unless there are domains to search", () => {
    const block = (text: string) => withNameServers(text, ["10.4.1.1"], named).slice(0, -text.length);
    assert.equal(block("nameserver 192.0.2.1\n"), "# <nerdsh>\nnameserver 10.4.1.1\noptions ndots:0\n# </nerdsh>\n");
    assert.equal(block("search corp\nnameserver 192.0.2.1\n"), "# <nerdsh>\nnameserver 10.4.1.1\n# </nerdsh>\n");
  });

  test("stay where the text below them becomes another one", () => {
    const other = text.replace("192.0.2.1", "192.0.2.9");
    assert.notEqual(other, text);
    assert.equal(
      withOtherRest(withNameServers(text, ["10.4.1.1"], named), other),
      withNameServers(other, ["10.4.1.1"], named),
    );
    assert.equal(withOtherRest(text, other), other);
  });

  test("ask those of the text where the user has named them", () => {
    assert.deepEqual(outsideServers(withNameServers(text, ["10.4.1.1"], named), host), ["192.0.2.1"]);
  });

  test("ask the host's as they are by then, those of its loopback too, where he has not", () => {
    const led = withNameServers(text, ["10.4.1.1"], following);
    assert.deepEqual(nameServers(led), ["10.4.1.1"]);
    assert.deepEqual(outsideServers(led, host), ["192.0.2.1", "127.0.0.1"]);
    assert.deepEqual(outsideServers(led, "nameserver 192.0.2.2\n"), ["192.0.2.2"]);
    assert.deepEqual(outsideServers(led, ""), ["192.0.2.1"]);
    assert.equal(withNameServers(led, [], named), text);
  });
});

describe("the host's resolv.conf", () => {
  test("is read where the settings say, and may be missing", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "resolv.conf");
    assert.equal(hostResolvConf({ resolvConf: path }), "");
    await writeFile(path, host);
    assert.equal(hostResolvConf({ resolvConf: path }), host);
  });
});
