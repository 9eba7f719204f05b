import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import { diff } from "../../support/leftovers.ts";
import type { ProgramOptions } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

async function shell(flags: readonly string[], script: string, options: ProgramOptions = {}) {
  await using world = await testWorld();
  return await world.nerdsh(["run", "--rm", "--network", "none", ...flags, "busybox", "sh", "-c", script], options);
}

describe("run --volume", () => {
  test("binds a directory of the host, to be written or only read", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "in"), "from the host");
    const { stdout } = await shell(
      ["-v", `${directory.path}:/data`],
      "cat /data/in; echo from the container >/data/out",
    );
    assert.equal(stdout, "from the host");
    assert.equal(await readFile(join(directory.path, "out"), "utf8"), "from the container\n");
    const refused = await shell(["-v", `${directory.path}:/data:ro`], "echo again >/data/out");
    assert.deepEqual([refused.exitCode, refused.stderr], [1, "sh: can't create /data/out: Read-only file system\n"]);
  });

  test("binds a file, and a path from the caller's directory", async () => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, "below"));
    await writeFile(join(directory.path, "below/file"), "near\n");
    const flags = ["-v", "./below:/dir", "-v", "./below/file:/etc/motd:ro"];
    const { stdout } = await shell(flags, "cat /dir/file /etc/motd", { cwd: directory.path });
    assert.equal(stdout, "near\nnear\n");
  });

  test("makes a named volume at first use, and keeps it", async () => {
    await shell(["-v", "kept-data:/data"], "echo kept >/data/file");
    assert.equal((await shell(["-v", "kept-data:/elsewhere:ro"], "cat /elsewhere/file")).stdout, "kept\n");
  });

  test("makes a volume for a path alone, which goes with the container's --rm", async () => {
    await using world = await testWorld();
    const volumes = async () => (await world.census())["volumes"];
    const earlier = await volumes();
    assert.match((await shell(["-v", "/data"], "grep ' /data ' /proc/mounts")).stdout, /^\S+ \/data .*\brw\b/);
    assert.deepEqual(await volumes(), earlier);
  });

  for (const [volume, message] of [
    ["/a:/b:sideways", "invalid volume specification: /a:/b:sideways"],
    ["name:relative", "invalid volume specification: name:relative"],
  ] as const) {
    test(`refuses ${volume}`, async () => {
      const { exitCode, stderr } = await shell(["-v", volume], "true");
      assert.equal(exitCode, 125);
      assert.equal(stderr.split("\n")[0], `nerdsh: ${message}`);
    });
  }
});

describe("run --network", () => {
  test("none is a loopback and nothing else", async () => {
    assert.equal((await shell([], "ls /sys/class/net")).stdout, "lo\n");
  });

  test("host is the host's own, with its name and its hosts", async () => {
    await using world = await testWorld();
    const words = ["run", "--rm", "--network", "host", "busybox", "sh", "-c", "ls /sys/class/net; hostname"];
    const { stdout } = await world.nerdsh(words);
    for (const name of Object.keys(networkInterfaces())) assert.match(stdout, new RegExp(`^${name}$`, "m"));
    assert.ok(stdout.endsWith(`${(await readFile("/proc/sys/kernel/hostname", "utf8")).trim()}\n`), stdout);
  });

  test("bridge, the default, has an address that its hosts file names, a resolver, and a gateway that answers", async () => {
    await using world = await testWorld();
    const script = `
      address=$(ip -4 -o address show eth0 | sed 's/.*inet \\([0-9.]*\\).*/\\1/')
      grep -q "^$address\\s*$(hostname)\\b" /etc/hosts && echo named
      grep -q ^nameserver /etc/resolv.conf && echo resolver
      ping -c 1 -W 5 $(ip route | sed -n 's/default via \\([0-9.]*\\).*/\\1/p') >/dev/null && echo gateway`;
    const { stdout, stderr } = await world.nerdsh(["run", "--rm", "busybox", "sh", "-c", script]);
    assert.deepEqual([stdout, stderr], ["named\nresolver\ngateway\n", ""]);
  });
});

describe("run --publish", () => {
  test("reaches nginx by 127.0.0.1 and by the host's addresses, until it is removed", async () => {
    await using world = await testWorld();
    await using web = containerName(world);
    const earlier = await world.census();
    const started = await world.nerdsh(["run", "-d", "--name", web.name, "-p", "80", "nginx"]);
    assert.equal(started.exitCode, 0, started.stderr);
    const { stdout } = await world.nerdsh(["ps", "--format", "{{.Ports}}"]);
    const [, port] = /^0\.0\.0\.0:(\d+)->80\/tcp/.exec(stdout) ?? [];
    const external = Object.values(networkInterfaces()).flatMap((addresses = []) =>
      addresses.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address),
    );
    for (const address of ["127.0.0.1", ...external]) {
      const page = await fetch(`http://${address}:${port}/`, { signal: AbortSignal.timeout(10_000) });
      assert.match(await page.text(), /Welcome to nginx/, address);
    }
    await world.nerdsh(["rm", "--force", web.name]);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(10_000) }));
    assert.deepEqual(diff(earlier, await world.census()), {});
  });

  test("refuses a port that somebody has, and one that is none", async () => {
    await using world = await testWorld();
    await using first = containerName(world);
    const port = `127.0.0.1:${20_000 + (process.pid % 10_000)}`; // None that the kernel gives to anybody.
    await world.nerdsh(["run", "-d", "--name", first.name, "-p", `${port}:80`, "busybox", "sleep", "1000000"]);
    const second = await world.nerdsh(["run", "--rm", "-p", `${port}:80`, "busybox", "true"]);
    assert.equal(second.exitCode, 125);
    assert.match(second.stderr, new RegExp(`^nerdsh: .*${port}`));
    const odd = await world.nerdsh(["run", "--rm", "-p", "80:http", "busybox", "true"]);
    assert.equal(odd.exitCode, 125);
    assert.match(odd.stderr, /^nerdsh: .*80:http/);
  });
});
