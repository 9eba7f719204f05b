import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { composeApp } from "../../support/compose-app.ts";
import { until } from "../../support/condition.ts";
import { freeSubnet } from "../../support/free-subnet.ts";
import { nerdctlProject } from "../../support/nerdctl-project.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

/** Ends at once when it is told to. */
const forever = `command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]`;

describe("a web server with a cache and a database", () => {
  it("comes up in order, stays as it is while its file does, and goes without a trace", async () => {
    const world = await testWorld();
    const file = (extra = "") => `
services:
  web:
    image: nginx
    ports: ["127.0.0.1::80"]
    environment: { EXTRA: "${extra}" }
    depends_on: { db: { condition: service_healthy }, cache: { condition: service_started } }
    configs: [{ source: page, target: /usr/share/nginx/html/page.txt }, { source: host, target: /host, gid: "8", mode: 0400 }]
    secrets: [token, { source: token, target: /own, uid: "7", gid: "9", mode: 0440 }]
  db:
    image: postgres
    environment: { POSTGRES_PASSWORD: x }
    volumes: ["data:/var/lib/postgresql/data"]
    stop_grace_period: 1s
    healthcheck: { test: [CMD, pg_isready, -U, postgres], interval: 300ms, start_period: 60s, start_interval: 300ms }
  cache: { image: redis, stop_grace_period: 1s }
configs: { page: { content: "from the file" }, host: { environment: PATH } }
secrets: { token: { environment: PATH } }
volumes: { data: {} }
`;
    await using app = await composeApp(world, file());
    await app.compose("up", "-d", "--wait");
    assert.deepEqual(await app.states(), { "web-1": "running", "db-1": "running", "cache-1": "running" });
    const address = (await app.compose("port", "web", "80")).trim();
    assert.equal(await (await fetch(`http://${address}/page.txt`)).text(), "from the file");
    const seen = await app.compose(
      "exec",
      "-T",
      "web",
      "sh",
      "-c",
      "stat -c '%u %g %a' /own /host; cat /run/secrets/token /host; getent hosts db >&2",
    );
    assert.equal(seen, `7 9 440\n0 8 400\n${process.env["PATH"]}${process.env["PATH"]}`);

    const ids = await app.ids();
    await app.compose("up", "-d");
    assert.deepEqual(await app.ids(), ids, "nothing is made anew where nothing has changed");
    await app.write(file("more"));
    await app.compose("up", "-d");
    const { "web-1": web, ...others } = await app.ids();
    assert.notEqual(web, ids["web-1"]);
    assert.deepEqual(others, { "db-1": ids["db-1"], "cache-1": ids["cache-1"] }, "only what has changed is");

    await app.compose("down", "-v");
    assert.deepEqual(await app.ids(), {});
    const { stdout: volumes } = await world.nerdsh(["volume", "ls", "-q"]);
    assert.doesNotMatch(volumes, new RegExp(app.name));
    const { stdout: networks } = await world.nerdsh(["network", "ls", "--format", "{{.Name}}"]);
    assert.doesNotMatch(networks, new RegExp(app.name));
  });
});

describe("containers that are made anew", () => {
  it("have the volumes of those before them, unless new ones are asked for", async () => {
    const text = (label: string) => `
services: { app: { image: busybox, labels: { v: "${label}" }, volumes: [/keep], ${forever} } }
`;
    await using app = await composeApp(await testWorld(), text("1"));
    const kept = () => app.compose("exec", "-T", "app", "sh", "-c", "cat /keep/x 2>/dev/null || echo none");
    await app.compose("up", "-d");
    await app.compose("exec", "-T", "app", "sh", "-c", "echo data > /keep/x");
    for (const label of ["2", "3"]) {
      await app.write(text(label));
      await app.compose("up", "-d");
      assert.equal(await kept(), "data\n");
    }
    await app.compose("up", "-d", "-V", "--force-recreate");
    assert.equal(await kept(), "none\n");
  });

  it("take along what lives in their network", async () => {
    const text = (label: string) => `
services:
  owner: { image: busybox, labels: { v: "${label}" }, ${forever} }
  guest: { image: busybox, network_mode: "service:owner", ${forever} }
`;
    await using app = await composeApp(await testWorld(), text("1"));
    const addresses = async () => {
      const of = (service: string) => app.compose("exec", "-T", service, "ip", "-4", "addr", "show", "eth0");
      return await Promise.all([of("owner"), of("guest")]);
    };
    await app.compose("up", "-d");
    const [owner, guest] = await addresses();
    assert.equal(owner, guest);
    await app.write(text("2"));
    await app.compose("up", "-d");
    const [newOwner, newGuest] = await addresses();
    assert.equal(newOwner, newGuest);
  });
});

describe("networks and volumes of the project's names", () => {
  it("that somebody else has made are told of, and stay", async () => {
    const world = await testWorld();
    await using app = await composeApp(
      world,
      `
services: { app: { image: busybox, volumes: ["data:/data"], ${forever} } }
volumes: { data: {} }
`,
    );
    const [network, volume] = [`${app.name}_default`, `${app.name}_data`];
    await world.nerdsh(["volume", "create", volume]);
    const used = await app.run("up", "-d");
    assert.equal(used.exitCode, 0, used.stderr);
    assert.match(used.stderr, new RegExp(`volume with name ${volume} exists but was not created by compose`));
    await app.compose("down", "-v");
    assert.equal((await world.nerdsh(["volume", "rm", volume])).exitCode, 0, "down has left it");

    await world.nerdsh(["network", "create", network]);
    const refused = await app.run("up", "-d");
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, new RegExp(`network ${network} was found but has incorrect label`));
    assert.match(refused.stderr, /external: true/);
    assert.equal((await world.nerdsh(["network", "rm", network])).exitCode, 0);
  });
});

describe("a network that the file describes otherwise than when it was made", () => {
  it("is made anew with all that is in it, unless somebody else runs in it", async () => {
    const world = await testWorld();
    const text = (subnet: string) => `
services:
  app: { image: busybox, networks: [n], ${forever} }
  other: { image: busybox, networks: [m], ${forever} }
networks: { n: { ipam: { config: [{ subnet: ${subnet} }] } }, m: {} }
`;
    await using app = await composeApp(world, text(freeSubnet().text));
    await app.compose("up", "-d");
    const { "other-1": other } = await app.ids();
    const changed = freeSubnet();
    await app.write(text(changed.text));
    await world.nerdsh([
      "run",
      "-d",
      "--name",
      `${app.name}-guest`,
      "--network",
      `${app.name}_n`,
      "busybox",
      "sleep",
      "inf",
    ]);
    const before = await app.states();
    const refused = await app.run("up", "-d");
    assert.match(
      refused.stderr,
      new RegExp(`network ${app.name}_n is described otherwise.*container ${app.name}-guest`),
    );
    assert.deepEqual(await app.states(), before, "nothing is stopped in vain");
    await world.nerdsh(["rm", "-f", `${app.name}-guest`]);
    await app.compose("up", "-d");
    const shown = await app.compose("exec", "-T", "app", "ip", "-4", "addr", "show", "eth0");
    assert.ok(shown.includes(`inet ${changed.prefix}.`), shown);
    assert.equal((await app.ids())["other-1"], other);
    assert.match((await app.run("up", "-d")).stderr, /app-1 +Running/);
  });
});

describe("a project that nerdctl has made", () => {
  it("is listed, and taken down by its name alone, with all that nerdctl wrote for it", async () => {
    const world = await testWorld();
    const { name, left } = await nerdctlProject(world);
    const compose = async (...words: string[]) => await world.nerdsh(["compose", "-p", name, ...words], { cwd: "/" });
    const { stdout } = await compose("ps", "-a", "--format", "{{.Service}} {{.Name}} {{.State}}");
    assert.deepEqual(stdout.trim().split("\n").sort(), [
      `db ${name}-db-1 created`,
      `web ${name}-web-1 running`,
      `web ${name}-web-2 created`,
    ]);
    const down = await compose("down", "-v", "-t", "0");
    assert.equal(down.exitCode, 0, down.stderr);
    assert.deepEqual([(await compose("ps", "-aq")).stdout, ...left()], [""]);
  });
});

describe("an up that is cut short", () => {
  const many = `services:\n${Array.from({ length: 6 }, (_, i) => {
    const dependency = i < 2 ? "" : `depends_on: [s${i - 2}], `;
    return `  s${i}: { image: busybox, ${dependency}${forever} }\n`;
  }).join("")}`;
  const all = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`s${i}-1`, "running"]));

  it("is gone on with by the next one, wherever it was killed", async () => {
    await using app = await composeApp(await testWorld(), many);
    for (const [mark, words] of [
      ["Starting", ["up", "-d"]],
      ["Started", ["up", "-d"]],
      ["Started", ["up", "-d", "--force-recreate"]],
      ["Recreating", ["up", "-d", "--force-recreate"]],
    ] as const) {
      await using killed = app.running(...words);
      await until("it is in the middle of it", () => killed.stderr.includes(mark) || killed.child.exitCode !== null);
      killed.kill("SIGKILL");
      await killed.end();
      await app.compose("up", "-d");
      assert.deepEqual(await app.states(), all);
      if (mark === "Starting") await app.compose("down", "-t", "0");
    }
  });

  it("does not harm another one of the same project", async () => {
    await using app = await composeApp(await testWorld(), many);
    await Promise.all([app.compose("up", "-d"), app.compose("up", "-d"), app.compose("up", "-d", "--scale", "s0=2")]);
    const states = await app.states();
    assert.deepEqual({ ...states, ...all }, states);
  });
});

describe("dependencies", () => {
  it("that fail are told by name and with their last words, and nothing that needs them is started", async () => {
    await using app = await composeApp(
      await testWorld(),
      `
services:
  app: { image: busybox, depends_on: { job: { condition: service_completed_successfully } }, ${forever} }
  job: { image: busybox, command: [sh, -c, "echo no such table; exit 3"] }
`,
    );
    const { exitCode, stderr } = await app.run("up", "-d");
    assert.equal(exitCode, 1);
    assert.match(stderr, /service job: .*didn't complete successfully: exit 3/);
    assert.match(stderr, /no such table/);
    assert.deepEqual(await app.states(), { "app-1": "created", "job-1": "exited" });
  });

  it("that cannot be started leave nothing of what was made meanwhile", async () => {
    await using app = await composeApp(
      await testWorld(),
      `
services:
  app: { image: busybox, depends_on: [broken], ${forever} }
  broken: { image: busybox, command: [/nonexistent] }
`,
    );
    const { exitCode, stderr } = await app.run("up", "-d");
    assert.equal(exitCode, 127, stderr);
    assert.match(stderr, /service broken: .*nonexistent/);
    assert.deepEqual(await app.states(), {});
  });

  it("that are unhealthy are waited for no longer, and those that are not required are done without", async () => {
    await using app = await composeApp(
      await testWorld(),
      `
services:
  app: { image: busybox, depends_on: { sick: { condition: service_healthy, required: false } }, ${forever} }
  sick: { image: busybox, ${forever}, healthcheck: { test: exit 1, interval: 100ms, retries: 2 } }
`,
    );
    const { exitCode, stderr } = await app.run("up", "-d");
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /sick-1 is unhealthy/);
    assert.deepEqual(await app.states(), { "app-1": "running", "sick-1": "running" });
  });
});

describe("hooks", () => {
  it("run once a container is started, and before it is stopped", async () => {
    await using app = await composeApp(
      await testWorld(),
      `
services:
  app:
    image: busybox
    ${forever}
    volumes: ["told:/told"]
    post_start: [{ command: [sh, -c, "echo started $$WHO >> /told/x"], environment: { WHO: hook } }]
    pre_stop: [{ command: [sh, -c, "echo stopping >> /told/x"] }]
volumes: { told: {} }
`,
    );
    await app.compose("up", "-d");
    await app.compose("restart");
    assert.equal(await app.compose("exec", "-T", "app", "cat", "/told/x"), "started hook\nstopping\nstarted hook\n");
  });
});

describe("a service that a program provides", () => {
  it("is up before its dependants, which see what it sets, and is taken down", async () => {
    await using app = await composeApp(
      await testWorld(),
      `
services:
  app: { image: busybox, depends_on: [data-base], ${forever} }
  data-base: { provider: { type: ./provider, options: { size: 1, tag: [a, b] } } }
`,
    );
    const program = join(app.directory, "provider");
    const said = `{"type":"setenv","message":"URL=db://x"}`;
    await writeFile(program, `#!/bin/sh\necho "$@" >> told\necho '${said}'\n`, { mode: 0o755 });
    await app.compose("up", "-d");
    assert.equal(await app.compose("exec", "-T", "app", "sh", "-c", "echo $DATA_BASE_URL"), "db://x\n");
    await app.compose("down");
    const call = (verb: string) => `compose --project-name=${app.name} ${verb} --size=1 --tag=a --tag=b data-base\n`;
    assert.equal(await readFile(join(app.directory, "told"), "utf8"), call("up") + call("down"));
  });
});
