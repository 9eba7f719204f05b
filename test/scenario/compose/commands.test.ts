import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import type { ProgramOptions } from "../../support/program.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { testWorld } from "../../support/world.ts";

/** `say` prints numbers, one each time that a file asks for it, so that tests decide when there is something to read. */
const say =
  "n=0; trap 'exit 0' TERM; while :; do if [ -e /tmp/say ]; then rm /tmp/say; n=$$((n+1)); echo said $$n; fi; sleep 0.05; done";

const composeFile = `
services:
  web:
    image: nginx
    ports: ["127.0.0.1::80"]
    depends_on: [db]
    environment: { GREETING: hello }
  db:
    image: busybox
    init: true
    command: ["sh", "-c", "${say}"]
    scale: 2
    stop_grace_period: 1s
    volumes: ["data:/data"]
  job:
    image: busybox
    profiles: [jobs]
    depends_on: { ready: { condition: service_completed_successfully } }
    command: ["sh", "-c", "cat /data/ready"]
    volumes: ["shared:/data"]
  ready:
    image: busybox
    profiles: [jobs]
    command: ["sh", "-c", "sleep 0.3; echo yes > /data/ready"]
    volumes: ["shared:/data"]
volumes:
  data: {}
  shared: {}
`;

let directory = "";

async function compose(args: readonly string[], options: ProgramOptions = {}) {
  await using world = await testWorld();
  return await world.nerdsh(["compose", ...args], { cwd: directory, ...options });
}

/** What a command prints, where it goes well. */
async function output(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await compose(args);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

async function lines(...args: string[]): Promise<string[]> {
  return (await output(...args)).trimEnd().split("\n");
}

before(async () => {
  await readyCommandLine();
  await using world = await testWorld();
  directory = join(world.root, "shop");
  await mkdir(directory);
  await writeFile(join(directory, "compose.yaml"), composeFile);
  await output("up", "-d");
});

describe("commands that look at a project", () => {
  test("ps lists containers by state, service, field and id", async () => {
    const [heading, ...rows] = await lines("ps");
    assert.match(heading ?? "", /^NAME +IMAGE +COMMAND +SERVICE +CREATED +STATUS +PORTS$/);
    assert.deepEqual(
      rows.map((row) => row.split(/ {2,}/)[0]),
      ["shop-db-1", "shop-db-2", "shop-web-1"],
    );
    assert.match(rows[2] ?? "", /Up .* 127\.0\.0\.1:\d+->80\/tcp$/);
    assert.deepEqual(await lines("ps", "--services"), ["db", "web"]);
    assert.equal(await output("ps", "-q", "--status", "exited"), "");
    const [web] = (await lines("ps", "--format", "json", "--no-trunc", "web")).map((line) => JSON.parse(line));
    assert.deepEqual(
      [web.Name, web.Project, web.Service, web.State, web.ExitCode, web.Health],
      ["shop-web-1", "shop", "web", "running", 0, ""],
    );
    assert.deepEqual([web.Publishers[0].URL, web.Publishers[0].TargetPort], ["127.0.0.1", 80]);
    assert.deepEqual(await lines("ps", "-q", "web"), [web.ID]);
  });

  test("a name is enough where the files are not at hand, and near misses are told", async () => {
    const elsewhere = (...args: string[]) => compose(["-p", ...args], { cwd: "/" });
    assert.equal((await elsewhere("shop", "ps", "--services")).stdout, "db\nweb\n");
    assert.match((await elsewhere("shop", "top", "dbb")).stderr, /no such service: dbb\n {2}did you mean db\?/);
    const unknown = /no such compose project: shpo(; |\n {2})did you mean shop\?/;
    const [nothing, refused] = [await elsewhere("shpo", "logs"), await elsewhere("shpo", "logs", "web")];
    assert.deepEqual([nothing.exitCode, refused.exitCode], [0, 1]);
    for (const { stderr } of [nothing, refused]) assert.match(stderr, unknown);
    assert.match((await compose(["exec", "job", "true"])).stderr, /service "job" is not running/);
    const misread = await Promise.all([compose(["--profil", "x", "ps"]), compose(["ps", "--al"])]);
    const unnamed = await compose(["-p", "A b", "ps"]);
    assert.deepEqual(
      [...misread, unnamed].map(({ exitCode }) => exitCode),
      [16, 16, 1],
      "docker compose's statuses",
    );
  });

  test("with a name and no file, files that are at hand are not read", async () => {
    const elsewhere = join(directory, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "compose.yaml"), "services: { web: { imagee: nginx } }\n");
    const planned = async (...args: string[]) =>
      (await compose(["-p", "shop", "--dry-run", ...args], { cwd: elsewhere })).stdout;
    assert.match(await planned("stop"), /shop-web-1.*shop-db-[12]/s);
    assert.match(await planned("down"), /shop-web-1.*shop_default/s);
    const { exitCode, stderr } = await compose(["-p", "shop", "kill", "dbb"], { cwd: elsewhere });
    assert.equal(exitCode, 1);
    assert.match(stderr, /no such service: dbb\n {2}did you mean db\?/);
    assert.match((await compose(["ps"], { cwd: elsewhere })).stderr, /imagee/);
  });

  test("ls, images, volumes, top, port and stats", async () => {
    const file = join(directory, "compose.yaml");
    assert.deepEqual(JSON.parse(await output("ls", "--format", "json")), [
      { Name: "shop", Status: "running(3)", ConfigFiles: file },
    ]);
    const images = JSON.parse(await output("images", "--format", "json"));
    assert.deepEqual(
      images.map(({ ContainerName, Repository, Tag }: Record<string, string>) => [ContainerName, Repository, Tag]),
      [
        ["shop-db-1", "busybox", "latest"],
        ["shop-db-2", "busybox", "latest"],
        ["shop-web-1", "nginx", "latest"],
      ],
    );
    assert.equal((await lines("images", "-q")).length, 2);
    assert.deepEqual(await lines("volumes", "-q"), ["shop_data"]);
    assert.equal(await output("volumes", "-q", "web"), "");
    assert.match(await output("top", "web"), /^shop-web-1\nUID +PID .*\n(.*nginx: .*\n)+\n$/);
    const address = (await output("port", "web", "80")).trim();
    assert.equal((await fetch(`http://${address}/`)).status, 200);
    assert.match((await compose(["port", "web", "81"])).stderr, /no public port 81\/tcp published for shop-web-1/);
    const used = await lines("stats", "--no-stream", "--format", "{{.Name}}", "db");
    assert.deepEqual(used.sort(), ["shop-db-1", "shop-db-2"]);
  });
});

describe("commands that reach into a project", () => {
  test("exec ends as its command does, in the container that is meant", async () => {
    const { exitCode, stdout } = await compose(
      [
        ...["exec", "-T", "-e", "A=1", "-w", "/tmp", "-u", "1:1", "--index", "2", "db"],
        ...["sh", "-c", "hostname; id -u; pwd; echo $A; cat; exit 3"],
      ],
      { input: "from stdin" },
    );
    const [hostname = "", ...rest] = stdout.split("\n");
    assert.deepEqual([exitCode, rest], [3, ["1", "/tmp", "1", "from stdin"]]);
    assert.ok((await output("ps", "-q", "--no-trunc", "db")).includes(hostname));
    assert.match((await compose(["exec", "--index", "3", "db", "true"])).stderr, /is not running container #3/);
  });

  test("exec has a terminal where the caller has one", async () => {
    await using world = await testWorld();
    await using terminal = await world.terminal(["compose", "exec", "web", "sh", "-c", "tty; read x; exit $x"], {
      cwd: directory,
    });
    await terminal.until(/\/dev\/pts\/\d/);
    await terminal.enter("7");
    assert.equal(await terminal.exitCode(), 7);
  });

  test("cp goes into all containers of a service, and out of one", async () => {
    await writeFile(join(directory, "note"), "a note\n");
    await output("cp", "note", "db:/tmp/note");
    assert.equal(await output("exec", "-T", "--index", "2", "db", "cat", "/tmp/note"), "a note\n");
    await output("cp", "--index", "2", "db:/tmp/note", "copied");
    assert.equal(await readFile(join(directory, "copied"), "utf8"), "a note\n");
    assert.deepEqual(await lines("--dry-run", "cp", "note", "web:/x"), ["copy note to shop-web-1:/x"]);
    assert.match((await compose(["cp", "-", "db:/tmp"])).stderr, /stdin goes into one container, and db has 2/);
  });

  test("pause freezes what runs, and unpause lets it go on", async () => {
    assert.deepEqual(await lines("--dry-run", "pause", "db"), ["pause shop-db-1", "pause shop-db-2"]);
    await output("pause", "db");
    assert.deepEqual(await lines("ps", "--status", "paused", "--format", "{{.Name}}"), ["shop-db-1", "shop-db-2"]);
    await output("unpause");
    assert.equal(await output("ps", "-q", "--status", "paused"), "");
  });

  test("commit and export are of one container", async () => {
    await output("exec", "-T", "web", "sh", "-c", "echo kept > /kept");
    assert.match(await output("commit", "web", "kept:1"), /^sha256:[0-9a-f]{64}\n$/);
    await output("export", "-o", "web.tar", "web");
    assert.ok((await readFile(join(directory, "web.tar"))).includes("kept"));
    await using world = await testWorld();
    assert.equal((await world.nerdsh(["run", "--rm", "kept:1", "cat", "/kept"])).stdout, "kept\n");
    assert.equal((await world.nerdsh(["rmi", "kept:1"])).exitCode, 0);
  });

  test("run starts what a service needs, waits as its conditions say, and leaves the service's containers alone", async () => {
    const job = await compose(["--profile", "jobs", "run", "--rm", "-T", "job"]);
    assert.deepEqual([job.exitCode, job.stdout], [0, "yes\n"], job.stderr);
    const before = await output("ps", "-q");
    const shell = "echo $GREETING $X; ls /kept; exit 5";
    const once = await compose(["run", "--rm", "-T", "-e", "X=1", "--no-deps", "web", "sh", "-c", shell]);
    assert.deepEqual([once.exitCode, once.stdout], [5, "hello 1\n"], once.stderr);
    await output("run", "-d", "--name", "shop-once", "-l", "a=b", "db", "sleep", "1000");
    assert.equal(await output("ps", "-q"), before);
    assert.match(await output("ps", "-a", "--format", "{{.Name}} {{.Label `a`}}"), /^shop-once b$/m);
    await using world = await testWorld();
    assert.equal((await world.nerdsh(["rm", "-f", "shop-once"])).exitCode, 0);
  });
});

describe("what a project says", () => {
  const sayOnce = (index: number) => output("exec", "-T", "--index", String(index), "db", "touch", "/tmp/say");

  test("logs are in the order of time, follow what comes back, and end with the last container", async () => {
    await using world = await testWorld();
    const reads = (...args: string[]) => lines("logs", "--no-color", ...args, "db");
    for (const [index, count] of [
      [1, 1],
      [2, 2],
      [1, 3],
    ] as const) {
      await sayOnce(index);
      await until("it is said", async () => (await reads()).length === count);
    }
    assert.deepEqual(await reads(), ["db-1  | said 1", "db-2  | said 1", "db-1  | said 2"]);
    assert.deepEqual(await reads("--tail", "1", "--no-log-prefix"), ["said 1", "said 2"]);
    assert.deepEqual(await reads("--index", "2"), ["db-2  | said 1"]);
    assert.match((await reads("-t", "--tail", "1", "--index", "1"))[0] ?? "", /^db-1 {2}\| \d{4}-.*\d{9}Z said 2$/);
    assert.ok((await output("--ansi", "always", "logs", "db")).startsWith("\u001b[36mdb-1  | \u001b[39msaid 1\n"));

    await using events = new RunningNerdsh(world, ["compose", "events", "--json", "db"], { cwd: directory });
    await using follow = new RunningNerdsh(world, ["compose", "logs", "-f", "--tail", "0", "db"], { cwd: directory });
    // Whoever follows is there once it tells what is said now.
    await until("it follows", async () => {
      await sayOnce(2);
      return follow.stdout.includes("db-2  | said");
    });
    const attach = ["compose", "attach", "--index", "2", "--no-stdin", "--sig-proxy=false", "db"];
    await using attached = new RunningNerdsh(world, attach, { cwd: directory });
    await until("it is attached", async () => {
      await sayOnce(2);
      return attached.stdout.includes("said");
    });
    await using unread = new RunningNerdsh(world, ["compose", "logs", "-f", "db"], { cwd: directory });
    await unread.until("said");
    unread.child.stdout.destroy();
    await until("it ends, since nobody reads", async () => {
      await sayOnce(2);
      return unread.child.exitCode === 141;
    });
    assert.equal((await world.nerdsh(["restart", "-t", "0", "shop-db-1"])).exitCode, 0);
    await sayOnce(1);
    await follow.until("db-1  | said 1\n");
    await output("up", "-d", "--scale", "db=3", "--no-recreate");
    await sayOnce(3);
    await follow.until("db-3  | said 1\n");
    assert.equal((await world.nerdsh(["kill", "shop-db-1", "shop-db-2", "shop-db-3"])).exitCode, 0);
    assert.equal((await attached.end()).exitCode, 137);
    const { exitCode, stdout } = await follow.end();
    assert.equal(exitCode, 0);
    // Where nothing runs any more, there is nothing to wait for.
    assert.equal((await lines("logs", "-f", "--tail", "1", "db")).length, 3);
    assert.ok(
      stdout.split("\n").every((line) => line === "" || /^db-[123] {2}\| said \d+$/.test(line)),
      stdout,
    );

    await events.until('"name":"shop-db-3"');
    const seen = events.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.ok(seen.some(({ action, service, type }) => action === "start" && service === "db" && type === "container"));
    assert.deepEqual(Object.keys(seen[0]), ["action", "attributes", "id", "service", "time", "type"]);
  });
});
