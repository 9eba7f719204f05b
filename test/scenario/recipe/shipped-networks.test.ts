import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resolveSettings } from "../../../src/settings/resolve.ts";
import { until } from "../../support/condition.ts";
import { programOutput } from "../../support/program.ts";
import { shipped } from "../../support/shipped-recipe.ts";
import { testWorld } from "../../support/world.ts";

describe("the recipe", () => {
  test("network-lab: names are known where a container is, and nowhere else", async () => {
    await using world = await testWorld();
    const { stdout, stderr, exitCode } = await world.nerdsh([shipped("network-lab")]);
    assert.equal(exitCode, 0, stderr);
    const [, web, db] = /^web is ([\d.]+), db is ([\d.]+)$/m.exec(stdout) ?? assert.fail(stdout);
    const seen = [...stdout.matchAll(/^in (\w+) +web (\S+) +db (\S+)$/gm)].map(([, ...fields]) => fields);
    assert.deepEqual(seen, [
      ["blue", web, "-"],
      ["both", web, db],
      ["green", "-", db],
    ]);
    assert.equal((await world.nerdsh(["network", "ls", "-q", "--filter", "type=custom"])).stdout, "");
  });

  test("k8s-debug: looks into a container that another program made, by tools of its own", async () => {
    await using world = await testWorld();
    const kubernetes = ["--namespace", "k8s.io"];
    const image = "docker.io/library/busybox:latest";
    const pulled = await world.nerdsh([...kubernetes, "pull", "--quiet", "busybox"]);
    assert.equal(pulled.exitCode, 0, pulled.stderr);
    const { address } = await resolveSettings({ environment: world.env });
    const ctr = (...words: string[]) => programOutput("ctr", ["--address", address, ...kubernetes, ...words]);
    const labels = { "io.kubernetes.pod.name": "web-1", "io.kubernetes.container.name": "web" };
    const flags = Object.entries(labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]);
    const id = "c0ffee".padEnd(64, "0");
    await ctr("run", "--detach", ...flags, image, id, "httpd", "-f", "-p", "8081");
    const [, pid] = /^\S+ +(\d+) +RUNNING/m.exec(await ctr("task", "ls")) ?? [];
    // Port 8081, in the kernel's digits, in the state of one that listens.
    const sockets = async () => await programOutput("cat", [`/proc/${pid}/net/tcp`, `/proc/${pid}/net/tcp6`]);
    await until("it listens", async () => /:1F91 \S+ 0A /.test(await sockets()));

    const listed = await world.nerdsh([...kubernetes, shipped("k8s-debug")]);
    assert.equal(listed.stdout, `c0ffee000000  web-1/web  busybox:latest\n`, listed.stderr);
    const { stdout, stderr, exitCode } = await world.nerdsh([...kubernetes, shipped("k8s-debug"), "c0ffee"]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /httpd -f -p 8081/);
    assert.match(stdout, /^ {2}tcp .*:8081 .*LISTEN/m);
    assert.match(stdout, /its variables:\n {2}PATH=.*its files:\n.* bin$/ms);
    assert.equal((await world.nerdsh([...kubernetes, "ps", "-aq"])).stdout, "c0ffee000000\n");
    await ctr("task", "rm", "--force", id);
    await ctr("container", "rm", id);
  });
});
