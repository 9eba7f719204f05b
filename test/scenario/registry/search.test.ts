import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { writeHosts } from "../../support/hosts-directory.ts";
import { nerdsh } from "../../support/nerdsh.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const results = [
  {
    name: "nginx",
    description: "Official build of Nginx,\u001b[31m which is a web server.",
    star_count: 21_000,
    is_official: true,
  },
  { name: "alice/nginx", description: "", star_count: 3, is_official: false, is_automated: true },
  { name: "bob/nginx", description: null, star_count: 40, is_official: false },
];

/** Docker Hub, as far as its search goes. */
const asked: string[] = [];
const hub = createServer((request, response) => {
  asked.push(request.url ?? "");
  response.setHeader("content-type", "application/json").end(JSON.stringify({ num_results: results.length, results }));
});
let hosts: AsyncDisposable & { readonly path: string };
let registry: Registry;
before(async () => {
  hosts = await temporaryDirectory();
  registry = await startRegistry();
  hub.listen(0, "127.0.0.1");
  await once(hub, "listening");
  const { port } = hub.address() as AddressInfo; // It listens on TCP.
  await writeHosts(hosts.path, "docker.io", [{ url: `http://127.0.0.1:${port}` }]);
});
after(async () => {
  hub.closeAllConnections();
  hub.close();
  await once(hub, "close");
  await registry[Symbol.asyncDispose]();
  await hosts[Symbol.asyncDispose]();
});

const search = async (...args: string[]) => {
  asked.length = 0;
  const env = { NERDSH_HOSTS_DIR: hosts.path, NERDCTL_TOML: "/nonexistent/nerdctl.toml", NERDSH_ROOT: hosts.path };
  return await nerdsh(["search", ...args], { env });
};

describe("search", () => {
  test("shows what Docker Hub finds, with nothing in it that a terminal would obey", async () => {
    const { exitCode, stdout, stderr } = await search("library/nginx");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.deepEqual(asked, ["/v1/search?q=nginx&n=25"]);
    assert.equal(
      stdout,
      [
        "NAME          DESCRIPTION                                     STARS     OFFICIAL",
        "nginx         Official build of Nginx, [31m which is a web…   21000     [OK]",
        "alice/nginx                                                   3",
        "bob/nginx                                                     40",
        "",
      ].join("\n"),
    );
  });

  test("shows of it what is asked for, and how", async () => {
    const args = ["--filter", "is-official=false", "-f", "stars=10", "--limit", "3", "--no-trunc"];
    const { stdout } = await search(...args, "--format", "{{.Name}}: {{.StarCount}}", "nginx");
    assert.equal(stdout, "bob/nginx: 40\n");
    assert.deepEqual(asked, ["/v1/search?q=nginx&n=3"]);
  });

  test("says so where a registry cannot be searched", async () => {
    const { exitCode, stderr } = await search(`${registry.host}/nginx`);
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /the registry cannot be searched: 127\.0\.0\.1/);
  });
});
