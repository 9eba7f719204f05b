import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "smol-toml";
import { directoryNames, registryHosts } from "../../../../src/registry/hosts/host-directory.ts";
import { hostsOf } from "../../../../src/registry/hosts/hosts-file.ts";
import { everyCapability, noTlsFiles, ownHosts } from "../../../../src/registry/hosts/registry-host.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const hosts = (toml: string, domain = "docker.io") => hostsOf(parse(toml), domain, "/etc/hosts.d/x");
const plain = { capabilities: everyCapability, tls: noTlsFiles, headers: {}, namespace: undefined };

describe("a hosts.toml", () => {
  test("gives mirrors in its order, then the server itself", () => {
    const toml = `
      server = "https://docker.io"
      [host."https://mirror.example:5000"]
      capabilities = ["pull", "resolve"]
      [host."http://10.0.0.1/v2/hub"]
      override_path = true
    `;
    assert.deepEqual(
      hosts(toml).map(({ base, capabilities, namespace }) => ({ base, capabilities, namespace })),
      [
        { base: "https://mirror.example:5000/v2", capabilities: ["pull", "resolve"], namespace: "docker.io" },
        { base: "http://10.0.0.1/v2/hub", capabilities: everyCapability, namespace: "docker.io" },
        { base: "https://docker.io/v2", capabilities: everyCapability, namespace: undefined },
      ],
    );
  });

  test("that is empty leaves the server where it always is", () => {
    assert.deepEqual(hosts(""), [{ ...plain, base: "https://registry-1.docker.io/v2" }]);
    assert.deepEqual(hosts("", "ghcr.io"), [{ ...plain, base: "https://ghcr.io/v2" }]);
    assert.deepEqual(hosts("", "localhost:5000"), [{ ...plain, base: "http://localhost:5000/v2" }]);
  });

  test("may name a server that is called otherwise, which takes the registry's login", () => {
    const toml = `
      server = "https://inside.example"
      [host."https://inside.example"]
      [host."https://mirror.example"]
    `;
    const found = hosts(toml, "r.example");
    assert.deepEqual(
      found.map(({ base, registry }) => ({ base, registry })),
      [
        { base: "https://inside.example/v2", registry: "r.example" },
        { base: "https://mirror.example/v2", registry: undefined },
      ],
    );
    assert.deepEqual(
      ownHosts(found).map(({ base }) => base),
      ["https://inside.example/v2"],
    );
  });

  test("may name the server among the hosts", () => {
    const toml = 'server = "https://r.example"\n[host."https://r.example"]\nskip_verify = true';
    assert.deepEqual(hosts(toml, "r.example"), [
      { ...plain, base: "https://r.example/v2", tls: { ca: [], clients: [], skipVerify: true } },
    ]);
  });

  test("adds a path below which the API lies", () => {
    assert.deepEqual(hosts('[host."https://r.example/mirror/"]')[0]?.base, "https://r.example/mirror/v2");
    assert.deepEqual(hosts('[host."r.example"]')[0]?.base, "https://r.example/v2");
    assert.deepEqual(hosts('[host."127.0.0.1:5000"]')[0]?.base, "http://127.0.0.1:5000/v2");
  });

  const clients: [form: string, clients: object[]][] = [
    ['"both.pem"', [{ cert: "/etc/hosts.d/x/both.pem", key: undefined }]],
    ['["a.cert", "a.key"]', [{ cert: "/etc/hosts.d/x/a.cert", key: "/etc/hosts.d/x/a.key" }]],
    [
      '[["/a.cert", "/a.key"], ["/b.pem", ""]]',
      [
        { cert: "/a.cert", key: "/a.key" },
        { cert: "/b.pem", key: undefined },
      ],
    ],
  ];
  for (const [form, expected] of clients) {
    test(`reads client = ${form}`, () => {
      assert.deepEqual(hosts(`[host."https://m"]\nclient = ${form}`)[0]?.tls.clients, expected);
    });
  }

  test("reads one authority or several, and headers of one value or several", () => {
    const [one, several] = hosts(`
      [host."https://one"]
      ca = "one.pem"
      header = { X-One = "1" }
      [host."https://several"]
      ca = ["a.pem", "/b.pem"]
      header = { X-Several = ["1", "2"] }
    `);
    assert.deepEqual([one?.tls.ca, one?.headers], [["/etc/hosts.d/x/one.pem"], { "x-one": ["1"] }]);
    assert.deepEqual(
      [several?.tls.ca, several?.headers],
      [["/etc/hosts.d/x/a.pem", "/b.pem"], { "x-several": ["1", "2"] }],
    );
  });

  test("may give a mirror capabilities that only containerd asks for", () => {
    const [mirror] = hosts('[host."https://m"]\ncapabilities = ["pull", "referrers"]');
    assert.deepEqual(mirror?.capabilities, ["pull"]);
    assert.deepEqual(hosts('[host."https://m"]\ncapabilities = []')[0]?.capabilities, everyCapability);
  });

  for (const toml of [
    '[host."https://m"]\ncapabilities = ["fly"]',
    '[host."ftp://m"]',
    '[host."https://m"]\nca = 1',
    '[host."https://m"]\nheader = { A = "1\\r\\nB: 2" }',
  ]) {
    test(`refuses ${JSON.stringify(toml)}`, () => {
      assert.throws(() => hosts(toml), { code: "INVALID_VALUE", message: /hosts\.toml$/ });
    });
  }
});

describe("a registry's directory", () => {
  test("is looked for under its names, the most telling one first", () => {
    assert.deepEqual(directoryNames("localhost:5000"), ["localhost_5000_", "localhost:5000", "_default"]);
    assert.deepEqual(directoryNames("ghcr.io"), ["ghcr.io", "ghcr.io_443_", "ghcr.io:443", "_default"]);
    assert.deepEqual(directoryNames("ghcr.io:443"), ["ghcr.io_443_", "ghcr.io:443", "ghcr.io", "_default"]);
  });

  for (const name of ["r.example_5000_", "r.example:5000", "_default"]) {
    test(`may be called ${name}`, async () => {
      await using directory = await temporaryDirectory();
      await mkdir(join(directory.path, name));
      await writeFile(join(directory.path, name, "hosts.toml"), '[host."http://mirror:1"]');
      const settings = { hostsDirs: [join(directory.path, "missing"), directory.path], insecureRegistry: false };
      const found = await registryHosts("r.example:5000", settings);
      assert.deepEqual(
        found.map(({ base }) => base),
        ["http://mirror:1/v2", "https://r.example:5000/v2"],
      );
    });
  }

  test("may hold Docker's certificates and no hosts.toml", async () => {
    await using directory = await temporaryDirectory();
    const own = join(directory.path, "r.example");
    await mkdir(own);
    for (const file of ["ca.crt", "client.cert", "client.key"]) await writeFile(join(own, file), "");
    const [host] = await registryHosts("r.example", { hostsDirs: [directory.path], insecureRegistry: false });
    assert.deepEqual(host?.tls, {
      ca: [join(own, "ca.crt")],
      clients: [{ cert: join(own, "client.cert"), key: join(own, "client.key") }],
      skipVerify: false,
    });
  });

  test("is named where its hosts.toml is no TOML", async () => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, "_default"));
    await writeFile(join(directory.path, "_default", "hosts.toml"), "server = ");
    await assert.rejects(registryHosts("r.example", { hostsDirs: [directory.path], insecureRegistry: false }), {
      code: "INVALID_VALUE",
      message: `not a TOML file: ${join(directory.path, "_default", "hosts.toml")}`,
    });
  });

  test("does not matter to --insecure-registry: unchecked TLS first, plain HTTP last", async () => {
    const found = await registryHosts("r.example", { hostsDirs: [], insecureRegistry: true });
    assert.deepEqual(
      found.map(({ base, tls }) => [base, tls.skipVerify]),
      [
        ["https://r.example/v2", true],
        ["http://r.example/v2", true],
      ],
    );
  });

  test("makes loopback speak TLS where it can, if it has certificates or is to be insecure", async () => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, "localhost:5000"));
    await writeFile(join(directory.path, "localhost:5000", "ca.crt"), "");
    const bases = async (hostsDirs: string[], insecureRegistry: boolean) =>
      (await registryHosts("localhost:5000", { hostsDirs, insecureRegistry })).map(({ base }) => base);
    const both = ["https://localhost:5000/v2", "http://localhost:5000/v2"];
    assert.deepEqual(await bases([], false), both.slice(1));
    assert.deepEqual(await bases([directory.path], false), both);
    assert.deepEqual(await bases([], true), both);
    assert.deepEqual(await bases([directory.path], true), both);
  });
});

describe("dial_timeout", () => {
  const timeout = (text: string) => hostsOf({ dial_timeout: text }, "r.example", "/d")[0]?.connectMs;

  test("limits how long a connection may take", () => assert.equal(timeout("1m5s"), 65_000));

  for (const text of ["soon", "-1s", "0"]) {
    test(`is not ${text}`, () =>
      assert.throws(() => timeout(text), { code: "INVALID_VALUE", message: /dial_timeout/ }));
  }
});
