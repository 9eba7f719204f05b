import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, mkdir, symlink } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findLeftovers } from "../../../src/system/leftovers/find.ts";
import { startFaultyRegistry } from "../../support/faulty-registry.ts";
import { lastingPort } from "../../support/lasting-port.ts";
import { diff } from "../../support/leftovers.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { type ProgramOptions, programOutput, runProgram } from "../../support/program.ts";
import type { RegistryFault } from "../../support/registry-fault.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

/** Runs a command line that fails, and gives how, once it is sure that nothing was left of it. */
async function failure(words: readonly string[], options: ProgramOptions = {}) {
  await using world = await testWorld();
  using context = await worldContext(world);
  await world.nerdsh(["run", "--rm", "busybox", "true"]); // The default network stays from here on.
  const before = await world.census();
  const { exitCode, stdout, stderr } = await world.nerdsh(words, options);
  assert.deepEqual(await findLeftovers(context, Date.now() + 120_000), []);
  assert.deepEqual(diff(before, await world.census()), {});
  assert.equal(stdout, "");
  return { exitCode, stderr };
}

/** What is said on stderr: the message, and below it the hint. */
function said(message: string, hint: string): string {
  return `nerdsh: ${message}\n  ${hint}\n`;
}

describe("run without an engine", () => {
  test("names the package of a containerd that is not installed", async () => {
    await using directory = await temporaryDirectory();
    const programs = join(directory.path, "bin");
    await mkdir(programs);
    for (const name of ["flock", "ip", "nft"]) {
      await symlink((await programOutput("sh", ["-c", `command -v ${name}`])).trim(), join(programs, name));
    }
    const [file, ...before] = nerdshCommand();
    const env = nerdshEnvironment({ NERDSH_ROOT: join(directory.path, "root"), PATH: programs });
    const { exitCode, stderr } = await runProgram(file, [...before, "run", "busybox"], { env });
    assert.equal(exitCode, 125);
    // runc may lie in a directory that is looked into whatever the PATH.
    assert.match(stderr, /^nerdsh: the embedded engine lacks containerd, .*\n {2}apt-get install containerd/);
  });

  test("tells that a socket's containerd does not run, and how to do without", async () => {
    const address = "/nonexistent/containerd.sock";
    const { exitCode, stderr } = await failure(["--address", address, "run", "busybox"]);
    const hint = "start it, for example with systemctl start containerd, or use nerdsh's own with --engine embedded";
    const message = `containerd does not run: no socket: ${address}`;
    assert.deepEqual({ exitCode, stderr }, { exitCode: 125, stderr: said(message, hint) });
  });

  test("tells who may use the socket where the user may not", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    await chmod(directory.path, 0o755);
    const [file, ...before] = nerdshCommand();
    const words = ["--reuid=65534", "--clear-groups", "--", file, ...before, "run", "busybox"];
    const env = nerdshEnvironment({ ...world.env, HOME: directory.path });
    const { stderr } = await runProgram("setpriv", words, { env });
    assert.match(stderr, /is not root\n {2}run it as root, for example with sudo\n$/);
  });
});

describe("run of an image", () => {
  test("that does not exist names it in full, and who was asked", async () => {
    await using world = await testWorld();
    const { exitCode, stderr } = await failure(["run", "--rm", "nosuch", "true"]);
    const hint = `${world.registry.host} does not have it: manifest unknown; check the name, or log in: nerdsh login docker.io`;
    assert.deepEqual(
      { exitCode, stderr },
      { exitCode: 125, stderr: said("no such image: docker.io/library/nosuch:latest", hint) },
    );
  });

  const faults: Record<string, { fault: RegistryFault; on?: RegExp; stderr: RegExp }> = {
    "that refuses who asks": {
      fault: { kind: "status", status: 401 },
      stderr:
        /^nerdsh: .* does not give out docker.io\/library\/alpine:latest\n {2}it does not exist there, or needs a login/,
    },
    "that lies about a layer": {
      fault: { kind: "lie" },
      on: /GET .*blobs/,
      stderr: /digest/i,
    },
    "that is out of order": { fault: { kind: "status", status: 500 }, stderr: /500/ },
    "that breaks every connection": { fault: { kind: "reset" }, stderr: /no answer from the registry/ },
  };
  for (const [registry, { fault, on, stderr: expected }] of Object.entries(faults)) {
    test(`from a registry ${registry} says so, and works once that is over`, async () => {
      await using world = await testWorld();
      await using faulty = await startFaultyRegistry(world.registry.url, [{ fault, ...(on && { on }) }]);
      const env = { NERDSH_HOSTS_DIR: faulty.hostsDir };
      const words = ["--progress", "quiet", "run", "--rm", "alpine", "echo", "hello"];
      const { exitCode, stderr } = await failure(words, { env });
      assert.equal(exitCode, 125, stderr);
      assert.match(stderr, expected);
      faulty.heal();
      const { stdout } = await world.nerdsh(words, { env });
      assert.equal(stdout, "hello\n");
      await world.nerdsh(["rmi", "alpine"]);
    });
  }

  test("from a registry that is down says so, and works once it is up", async () => {
    await using world = await testWorld();
    await using faulty = await startFaultyRegistry(world.registry.url);
    const env = { NERDSH_HOSTS_DIR: faulty.hostsDir };
    const words = ["--progress", "quiet", "run", "--rm", "alpine", "echo", "hello"];
    await faulty.down();
    const { exitCode, stderr } = await failure(words, { env });
    assert.equal(exitCode, 125);
    assert.match(stderr, /^nerdsh: no answer from the registry .*ECONNREFUSED.*\n {2}\S/);
    await faulty.up();
    const { stdout } = await world.nerdsh(words, { env });
    assert.equal(stdout, "hello\n");
    await world.nerdsh(["rmi", "alpine"]);
  });

  test("from a slow registry takes its time", async () => {
    await using world = await testWorld();
    const fault: RegistryFault = { kind: "slow", delayMs: 300, bytesPerSecond: 4_000_000 };
    await using faulty = await startFaultyRegistry(world.registry.url, [{ fault }]);
    const words = ["run", "--rm", "alpine", "echo", "hello"];
    const { exitCode, stdout, stderr } = await world.nerdsh(words, { env: { NERDSH_HOSTS_DIR: faulty.hostsDir } });
    assert.deepEqual({ exitCode, stdout }, { exitCode: 0, stdout: "hello\n" }, stderr);
  });
});

describe("run of a command", () => {
  const hints = {
    missing: "look for it with nerdsh run --rm -it --entrypoint sh IMAGE",
    forbidden: "it lacks the permission to execute",
  };
  test("that the image does not have ends with 127", async () => {
    const stderr = said("command not found in the container: nosuch", hints.missing);
    assert.deepEqual(await failure(["run", "--rm", "busybox", "nosuch"]), { exitCode: 127, stderr });
  });

  for (const command of ["/etc/passwd", "/etc"]) {
    test(`that cannot be executed ends with 126: ${command}`, async () => {
      const stderr = said(`command cannot be executed: ${command}`, hints.forbidden);
      assert.deepEqual(await failure(["run", "--rm", "busybox", command]), { exitCode: 126, stderr });
    });
  }

  test("is refused detached as well", async () => {
    const stderr = said("command not found in the container: nosuch", hints.missing);
    assert.deepEqual(await failure(["run", "-d", "busybox", "nosuch"]), { exitCode: 127, stderr });
  });
});

describe("run of a container", () => {
  test("on a port that a program of the host has names the program", async () => {
    const server = createServer().listen(0, "0.0.0.0");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // It listens on TCP.
    const { exitCode, stderr } = await failure(["run", "--rm", "-p", `${port}:80`, "busybox", "true"]);
    server.close();
    assert.equal(exitCode, 125);
    assert.match(
      stderr,
      new RegExp(
        `^nerdsh: bind for 0.0.0.0:${port} failed: port is already allocated\n {2}.* \\(pid ${process.pid}\\) listens on it`,
      ),
    );
  });

  test("on a port, or by a name, that another container has names that", async () => {
    await using world = await testWorld();
    const port = await lastingPort();
    const first = await world.nerdsh([
      "run",
      "-d",
      "--name",
      "first",
      "-p",
      `${port}:80`,
      "busybox",
      "sleep",
      "1000000",
    ]);
    const id = first.stdout.trim();
    assert.deepEqual(await failure(["run", "--rm", "-p", `127.0.0.1:${port}:80`, "busybox", "true"]), {
      exitCode: 125,
      stderr: said(
        `bind for 127.0.0.1:${port} failed: port is already allocated`,
        "container first has it: stop that (nerdsh stop first), or choose another port",
      ),
    });
    assert.deepEqual(await failure(["run", "--rm", "--name", "first", "busybox", "true"]), {
      exitCode: 125,
      stderr: said(
        `name "first" is already used by ID "${id}"`,
        "remove that container (nerdsh rm first), or choose another name",
      ),
    });
    assert.equal((await world.nerdsh(["rm", "-f", "first"])).exitCode, 0);
    const next = await world.nerdsh(["run", "--rm", "--name", "first", "-p", `${port}:80`, "busybox", "echo", "free"]);
    assert.equal(next.stdout, "free\n", next.stderr);
  });

  test("without the CNI plugins names their package", async () => {
    assert.deepEqual(await failure(["--cni-path", "/nowhere", "run", "--rm", "busybox", "true"]), {
      exitCode: 125,
      stderr: said(
        "no such CNI plugin in /nowhere: bridge",
        "apt-get install containernetworking-plugins, or name its directory with --cni-path",
      ),
    });
  });
});
