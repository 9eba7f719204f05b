import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import { createNetwork } from "../../support/private-network.ts";
import type { World } from "../../support/private-world.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

before(readyCommandLine);

/** Two networks of the test's own, and an address in the first. */
let subnet = "";

before(async () => {
  await using world = await testWorld();
  using context = await worldContext(world);
  const blue = await createNetwork(context.settings, "blue");
  await createNetwork(context.settings, "green");
  subnet = JSON.stringify(blue).match(/"subnet":"(\d+\.\d+\.\d+)\.0\/24"/)?.[1] ?? "";
});

async function run(world: World, ...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await world.nerdsh(["run", ...words]);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

async function refusal(...words: readonly string[]) {
  await using world = await testWorld();
  const { exitCode, stderr } = await world.nerdsh(["run", "--rm", ...words, "busybox", "true"]);
  assert.equal(exitCode, 125, stderr);
  return stderr.split("\n")[0];
}

async function inspected(world: World, name: string) {
  const { stdout } = await world.nerdsh(["inspect", name]);
  return JSON.parse(stdout)[0];
}

const forever = ["busybox", "sleep", "1000000"];
const showNetwork =
  "ip -4 -o addr show eth0 | awk '{print $4}'; cat /sys/class/net/eth0/address; hostname; cat /proc/sys/kernel/domainname";

describe("a container in networks of its own choice", () => {
  test("has the address, the mac and the names that were asked for, also when it is started again", async () => {
    await using world = await testWorld();
    await using web = containerName(world);
    const asked = ["--ip", `${subnet}.77`, "--mac-address", "02:42:AC:11:00:4D", "--network-alias", "www"];
    const names = [
      "-h",
      "front",
      "--domainname",
      "example.org",
      "--add-host",
      "db:10.9.9.9",
      "--add-host",
      "db=fd00::9",
    ];
    const asAsked = "search example.net\nnameserver 10.1.1.1\noptions ndots:3\n";
    const resolver = ["--dns", "10.1.1.1", "--dns-search", "example.net", "--dns-opt", "ndots:3"];
    await run(world, "-d", "--name", web.name, "--network", "blue,green", ...asked, ...names, ...resolver, ...forever);
    for (const life of ["first", "second"]) {
      if (life === "second") {
        await world.nerdsh(["stop", "-t", "0", web.name]);
        assert.equal((await world.nerdsh(["start", web.name])).exitCode, 0);
      }
      const { stdout } = await world.nerdsh(["exec", web.name, "sh", "-c", showNetwork]);
      assert.equal(stdout, `${subnet}.77/24\n02:42:ac:11:00:4d\nfront\nexample.org\n`, life);
      const peer = await run(world, "--rm", "--network", "blue", "busybox", "grep", "www", "/etc/hosts");
      assert.match(
        peer,
        new RegExp(`^${subnet}\\.77 +front.example.org front .*${web.name} .*www www.blue$`, "m"),
        life,
      );
      const files = await world.nerdsh(["exec", web.name, "cat", "/etc/resolv.conf", "/etc/hosts"]);
      assert.match(
        files.stdout,
        new RegExp(`^# <nerdsh>\nnameserver ${subnet}\\.1\nnameserver \\S+\n# </nerdsh>\n${asAsked}`),
        life,
      );
      assert.match(files.stdout, /^10\.9\.9\.9\tdb\nfd00::9\tdb$/m, life);
      const interfaces = await world.nerdsh(["exec", web.name, "ls", "/sys/class/net"]);
      assert.deepEqual(interfaces.stdout.split(/\s+/).filter(Boolean), ["eth0", "eth1", "lo"], life);
    }
    const { NetworkSettings, HostConfig, Config } = await inspected(world, web.name);
    const { blue, green } = NetworkSettings.Networks;
    assert.deepEqual(
      [blue.IPAddress, blue.MacAddress, blue.Aliases, blue.IPAMConfig, blue.DNSNames.slice(0, 2), green.IPPrefixLen],
      [`${subnet}.77`, "02:42:ac:11:00:4d", ["www"], { IPv4Address: `${subnet}.77` }, [web.name, "www"], 24],
    );
    assert.deepEqual(
      [HostConfig.NetworkMode, HostConfig.Dns, HostConfig.DnsSearch, HostConfig.DnsOptions, HostConfig.ExtraHosts],
      ["blue", ["10.1.1.1"], ["example.net"], ["ndots:3"], ["db:10.9.9.9", "db:fd00::9"]],
    );
    assert.deepEqual([Config.Hostname, Config.Domainname], ["front", "example.org"]);
    const taken = await refusal("--network", `name=blue,ip=${subnet}.77`);
    assert.equal(taken, `nerdsh: address already in use on network blue: ${subnet}.77`);
  });

  test("is refused where the network cannot give what it asks for", async () => {
    assert.match(
      `${await refusal("--network", "blue", "--ip", "192.0.2.1")}`,
      /no configured subnet contains IP address 192.0.2.1/,
    );
    assert.match(
      `${await refusal("--network", "blue", "--ip", `${subnet}.1`)}`,
      /address already in use on network blue/,
    );
    assert.match(`${await refusal("--network", "bleu")}`, /no such network: bleu/);
    assert.match(`${await refusal("--link", "web")}`, /--link is not supported: /);
  });
});

describe("a container in another one's network", () => {
  test("has its addresses, names and files, after both were started again, too", async () => {
    await using world = await testWorld();
    await using owner = containerName(world);
    await using guest = containerName(world);
    await run(world, "-d", "--name", owner.name, "-h", "landlord", "--add-host", "db:10.9.9.9", ...forever);
    await run(world, "-d", "--name", guest.name, "--network", `container:${owner.name}`, ...forever);
    const look = async (name: string) =>
      (await world.nerdsh(["exec", name, "sh", "-c", "readlink /proc/self/ns/net; hostname; cat /etc/hosts"])).stdout;
    const first = await look(owner.name);
    assert.match(first, /^net:\[\d+\]\nlandlord\n/);
    assert.equal(await look(guest.name), first);
    for (const name of [guest.name, owner.name]) await world.nerdsh(["stop", "-t", "0", name]);
    const early = await world.nerdsh(["start", guest.name]);
    assert.match(early.stderr, /cannot join the net namespace of a container that is not running/);
    for (const name of [owner.name, guest.name]) await world.nerdsh(["start", name]);
    assert.equal(await look(guest.name), await look(owner.name));
  });
});

describe("published and exposed ports", () => {
  test("are chosen by the host where the command leaves that open, and shown by port, ps and inspect", async () => {
    await using world = await testWorld();
    await using web = containerName(world);
    const flags = ["-p", "0:80", "--expose", "7000-7001/udp", "-P", "-p", "published=0,target=9000"];
    await run(world, "-d", "--name", web.name, ...flags, ...forever);
    const all = (await world.nerdsh(["port", web.name])).stdout;
    assert.match(
      all,
      /^80\/tcp -> 0\.0\.0\.0:\d+\n7000\/udp -> 0\.0\.0\.0:\d+\n7001\/udp -> 0\.0\.0\.0:\d+\n9000\/tcp -> 0\.0\.0\.0:\d+\n$/,
    );
    const [, port] = /^80\/tcp -> (\S+)$/m.exec(all) ?? [];
    assert.equal((await world.nerdsh(["port", web.name, "80"])).stdout, `${port}\n`);
    const none = await world.nerdsh(["port", web.name, "81/tcp"]);
    assert.deepEqual(
      [none.exitCode, none.stderr.split("\n")[0]],
      [1, `nerdsh: no public port 81/tcp published for ${web.name}`],
    );
    const { NetworkSettings, Config, HostConfig } = await inspected(world, web.name);
    assert.deepEqual(Object.keys(Config.ExposedPorts).sort(), ["7000/udp", "7001/udp", "80/tcp", "9000/tcp"]);
    assert.equal(NetworkSettings.Ports["80/tcp"][0].HostPort, port?.split(":")[1]);
    assert.deepEqual(
      [HostConfig.PublishAllPorts, HostConfig.PortBindings["80/tcp"]],
      [true, [{ HostIp: "0.0.0.0", HostPort: "" }]],
    );
    await world.nerdsh(["stop", "-t", "0", web.name]);
    assert.equal((await world.nerdsh(["port", web.name])).stdout, "");
    await world.nerdsh(["start", web.name]);
    assert.equal((await world.nerdsh(["port", web.name])).stdout, all);
  });
});

describe("the files of a container's identity", () => {
  test("give it labels, and tell its process as long as it is there", async () => {
    await using world = await testWorld();
    await using web = containerName(world);
    await using directory = await temporaryDirectory();
    const pidfile = join(directory.path, "web.pid");
    const labels = join(directory.path, "labels");
    await writeFile(labels, "# of the test\ntier=front\nowner=file\n");
    const flags = [
      "--pidfile",
      pidfile,
      "--label-file",
      labels,
      "-l",
      "owner=flag",
      "--stop-timeout",
      "0",
      "--network",
      "none",
    ];
    await run(world, "-d", "-q", "--name", web.name, ...flags, ...forever);
    const { Config, State } = await inspected(world, web.name);
    assert.deepEqual([Config.Labels["tier"], Config.Labels["owner"], Config.StopTimeout], ["front", "flag", 0]);
    assert.equal(await readFile(pidfile, "utf8"), `${State.Pid}`);
    await world.nerdsh(["rm", "-f", web.name]);
    await assert.rejects(readFile(pidfile), { code: "ENOENT" });
  });

  test("--attach shows the streams that it names, and no others", async () => {
    await using world = await testWorld();
    const script = ["--rm", "--network", "none", "busybox", "sh", "-c", "echo out; echo err >&2; exit 3"];
    const { exitCode, stdout, stderr } = await world.nerdsh(["run", "-a", "stderr", ...script]);
    assert.deepEqual([exitCode, stdout, stderr], [3, "", "err\n"]);
  });
});
