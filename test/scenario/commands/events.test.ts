import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

const format = "{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.app}}";

describe("events", () => {
  test("tell a container's life from its creation to its end, by Docker's names", async () => {
    await using world = await testWorld();
    await using container = containerName(world, "web");
    const { name } = container;
    await world.nerdsh(["ps"]); // Which starts the engine.
    const filters = ["--filter", "type=container", "--filter", "label=app=shop"];
    await using events = new RunningNerdsh(world, ["events", ...filters, "--format", format]);
    await using whole = new RunningNerdsh(world, ["events", ...filters, "--filter", "event=die"]);
    await using json = new RunningNerdsh(world, ["events", ...filters, "--filter", "event=kill", "--format", "json"]);
    // Nobody tells when they listen: a first container is made until all of them have seen its end.
    const first = ["run", "--rm", "-d", "--network", "none", "--label", "app=shop", "busybox", "sleep", "1000"];
    const hears = () => whole.stdout.includes("die") && json.stdout !== "" && events.stdout.includes("destroy");
    for (let round = 0; !hears(); round++) {
      assert.ok(round < 20, "somebody hears nothing");
      const { stdout } = await world.nerdsh(first);
      await world.nerdsh(["kill", stdout.trim()]);
      await world.nerdsh(["rm", "-f", stdout.trim()]);
    }
    const words = ["run", "-d", "--name", name, "--network", "none", "--label", "app=shop", "busybox", "sleep", "1000"];
    const id = (await world.nerdsh(words)).stdout.trim();
    await world.nerdsh(["exec", name, "true"]);
    await events.until(`exec_die ${name}`); // containerd tells that itself, in its own time.
    await world.nerdsh(["rename", name, `${name}-2`]);
    await world.nerdsh(["stop", "-t", "0", `${name}-2`]);
    await world.nerdsh(["rm", `${name}-2`]);
    await events.until(`destroy ${name}-2`);
    const seen = events.stdout.split("\n").filter((line) => line.includes(name));
    assert.deepEqual(seen, [
      ...["create", "start", "exec_create", "exec_start", "exec_die"].map((action) => `${action} ${name} shop`),
      ...["rename", "kill", "kill", "die", "stop", "destroy"].map((action) => `${action} ${name}-2 shop`),
    ]);
    await whole.until(`container die ${id}`);
    // The image as it was written for `run`, and whole seconds of the life.
    const attributes = `app=shop, execDuration=\\d+, exitCode=137, image=busybox, name=${name}-2`;
    assert.match(whole.stdout, new RegExp(`container die ${id} \\(${attributes}\\)`));
    assert.match(
      whole.stdout.split("\n").at(-2)!,
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(Z|[+-]\d\d:\d\d) container die /,
    );
    const kills = () =>
      json.stdout
        .split("\n")
        .slice(0, -1)
        .filter((line) => line.includes(id));
    await until("both signals are told", () => kills().length === 2);
    const { time, timeNano, ...kill } = JSON.parse(kills().at(-1)!);
    assert.equal(Math.floor(timeNano / 1e9), time);
    assert.deepEqual(kill, {
      status: "kill",
      id,
      from: "busybox",
      Type: "container",
      Action: "kill",
      Actor: { ID: id, Attributes: { app: "shop", image: "busybox", name: `${name}-2`, signal: "9" } },
      scope: "local",
    });
  });

  test("tell that a container's start connects it to its networks, and that its end disconnects it, in Docker's order", async () => {
    await using world = await testWorld();
    await using container = containerName(world, "linked");
    const { name } = container;
    await world.nerdsh(["ps"]); // Which starts the engine.
    const shown = "{{.Type}} {{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}}";
    await using events = new RunningNerdsh(world, ["events", "--format", shown]);
    // Nobody tells when it listens: containers are made until it has seen the end of one.
    for (let round = 0; !events.stdout.includes("container destroy"); round++) {
      assert.ok(round < 20, "it hears nothing");
      await world.nerdsh(["run", "--rm", "--network", "none", "busybox", "true"]);
    }
    await world.nerdsh(["run", "--name", name, "-v", "/data", "busybox", "true"]);
    await world.nerdsh(["rm", "-v", name]);
    await events.until(`container destroy ${name}`);
    const lines = events.stdout
      .replaceAll("<no value>", "")
      .split("\n")
      .map((line) => line.trim());
    const seen = lines.slice(lines.indexOf(`container create ${name}`));
    const of = (line: string) => /^network|^volume (un)?mount|^container (start|die)/.test(line);
    assert.deepEqual(seen.filter(of), [
      "network connect bridge bridge",
      "volume mount",
      `container start ${name}`,
      `container die ${name}`,
      "network disconnect bridge bridge",
      "volume unmount",
    ]);
  });

  test("tell what a command has done that changes no task, and the names of images", async () => {
    await using world = await testWorld();
    await using container = containerName(world, "busy");
    await using home = await temporaryDirectory();
    const { name } = container;
    await world.nerdsh(["run", "-d", "--name", name, "--network", "none", "busybox", "sleep", "1000000"]);
    const shown = "{{.Type}} {{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.comment}}";
    await using events = new RunningNerdsh(world, ["events", "--format", shown]);
    // Nobody tells when it listens.
    for (let round = 0; !events.stdout.includes(" top "); round++) {
      assert.ok(round < 20, "it hears nothing");
      await world.nerdsh(["top", name]);
    }
    await writeFile(join(home.path, "file"), "content");
    const commands = [
      ["update", "--cpu-shares", "512", name],
      ["cp", "file", `${name}:/tmp/file`],
      ["cp", `${name}:/tmp/file`, "copy"],
      ["export", "-o", "box.tar", name],
      ["commit", "--pause=false", "-m", "why", name, `${name}:2`],
      ["rmi", `${name}:2`],
    ];
    for (const words of commands) {
      const { exitCode, stderr } = await world.nerdsh(words, { cwd: home.path });
      assert.equal(exitCode, 0, stderr);
    }
    await using attached = new RunningNerdsh(world, ["attach", "--no-stdin", name]);
    await events.until(`container attach ${name}`);
    await world.nerdsh(["kill", name]);
    assert.equal((await attached.end()).exitCode, 137);
    const lines = events.stdout
      .replaceAll("<no value>", "")
      .split("\n")
      .map((line) => line.trim());
    const seen = lines.slice(lines.indexOf(`container update ${name}`)).filter((line) => line.includes(name));
    assert.deepEqual(seen.slice(0, 8), [
      `container update ${name}`,
      `container extract-to-dir ${name}`,
      `container archive-path ${name}`,
      `container export ${name}`,
      `image tag ${name}:2`,
      `container commit ${name} why`,
      `image untag ${name}:2`,
      `container attach ${name}`,
    ]);
  });

  test("begin with what is known of the past, and end at a moment", async () => {
    await using world = await testWorld();
    await using container = containerName(world, "old");
    await world.nerdsh(["run", "--name", container.name, "--network", "none", "busybox", "sh", "-c", "exit 4"]);
    const words = ["events", "--since", "1h", "--until", "0s", "--filter", `container=${container.name}`];
    const { exitCode, stdout } = await world.nerdsh([
      ...words,
      "--format",
      "{{.Action}} {{.Actor.Attributes.exitCode}} {{.Actor.Attributes.execDuration}}",
    ]);
    assert.equal(exitCode, 0);
    assert.match(stdout.replaceAll("<no value>", ""), /^create {2}\nstart {2}\ndie 4 \d+\n$/);
  });

  test("refuse a filter that is none", async () => {
    await using world = await testWorld();
    const { exitCode, stderr } = await world.nerdsh(["events", "--filter", "contaner=web"]);
    assert.deepEqual([exitCode, stderr], [1, "nerdsh: invalid filter: contaner=web\n  did you mean container?\n"]);
    const unread = await world.nerdsh(["events", "--filter", "web"]);
    assert.equal(unread.exitCode, 125);
    assert.match(unread.stderr, /^nerdsh: invalid value "web" for --filter: expected KEY=VALUE\n/);
  });
});
