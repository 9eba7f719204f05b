import assert from "node:assert/strict";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createLoginVerbs } from "../../../src/api/login.ts";
import type { ContextBase } from "../../../src/api/session.ts";
import { logIn, logOut } from "../../../src/registry/login.ts";
import { nerdsh, nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { programOutput, runProgram } from "../../support/program.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { registrySettings, remoteDigest } from "../../support/registry-client.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openTerminal } from "../../support/terminal.ts";

/** A start takes its time where the machine is busy. */
const patienceMs = 60_000;
const [user, password] = ["alice", "pa:ss wörd"];

let registry: Registry;
before(async () => {
  registry = await startRegistry({ tls: true, credentials: { user, password } });
});
after(async () => await registry[Symbol.asyncDispose]());

/** An empty directory for Docker's configuration, and what runs nerdsh with it. */
async function client() {
  const directory = await temporaryDirectory();
  const file = join(directory.path, "config.json");
  const env = {
    DOCKER_CONFIG: directory.path,
    NERDSH_HOSTS_DIR: registry.hostsDir,
    NERDCTL_TOML: "/nonexistent/nerdctl.toml",
    NERDSH_ROOT: join(directory.path, "root"),
  };
  return {
    env,
    file,
    options: { hostsDir: registry.hostsDir, config: directory.path },
    signal: new AbortController().signal,
    settings: registrySettings({ hostsDir: registry.hostsDir, config: directory.path }),
    login: (...args: string[]) => nerdsh(["login", ...args], { env, input: `${password}\n` }),
    config: async () => JSON.parse(await readFile(file, "utf8")),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

describe("login", () => {
  test("keeps what the registry takes, for this user's eyes only, beside all that was configured before", async () => {
    await using alice = await client();
    await writeFile(alice.file, '{"detachKeys":"ctrl-q","auths":{"other.example":{"auth":"YTpi"}}}', { mode: 0o644 });
    const { exitCode, stdout, stderr } = await alice.login("-u", user, "--password-stdin", `https://${registry.host}/`);
    assert.deepEqual([exitCode, stdout], [0, "Login Succeeded\n"]);
    assert.match(stderr, /stored unencrypted in .*config\.json/);
    assert.equal((await stat(alice.file)).mode & 0o777, 0o600);
    assert.deepEqual(await alice.config(), {
      detachKeys: "ctrl-q",
      auths: {
        "other.example": { auth: "YTpi" },
        [registry.host]: { auth: Buffer.from(`${user}:${password}`).toString("base64") },
      },
    });
    assert.match(await remoteDigest(registry.host, alice.options), /^sha256:/);
  });

  test("leaves an earlier login alone where the registry takes the new one no more than any", async () => {
    await using alice = await client();
    await logIn(alice, registry.host, { username: user, password });
    const before = await readFile(alice.file, "utf8");
    const failed = await nerdsh(["login", "-u", user, "-p", "wr0ng-secret", registry.host], { env: alice.env });
    assert.deepEqual([failed.exitCode, failed.stdout], [1, ""]);
    assert.match(failed.stderr, /--password-stdin[\s\S]*does not take this login: 127\.0\.0\.1/);
    assert.doesNotMatch(failed.stderr, /wr0ng-secret/);
    assert.equal(await readFile(alice.file, "utf8"), before);
  });

  test("asks at a terminal, does not show the password, and lets what is typed be corrected", async () => {
    await using alice = await client();
    await using terminal = await openTerminal([...nerdshCommand(), "login", registry.host], {
      env: nerdshEnvironment(alice.env),
    });
    await terminal.until(/Username:/, patienceMs);
    await terminal.type(`${user}x`);
    await terminal.press("BSpace", "Enter");
    await terminal.until(/Password:/, patienceMs);
    await terminal.enter(password);
    const screen = await terminal.until(/Login Succeeded/, patienceMs);
    assert.equal(await terminal.exitCode(patienceMs), 0);
    assert.match(screen, new RegExp(`^Username: ${user}\nPassword:\n`));
    assert.ok(!screen.includes(password));
  });

  test("gives up at Ctrl-C, and leaves the terminal as it was", async () => {
    await using alice = await client();
    const script = '"$@"; echo "status $?"; stty -a | grep -o -- "-\\?\\bicanon\\|-\\?\\becho\\b"';
    const login = [...nerdshCommand(), "login", "-u", user, registry.host];
    await using terminal = await openTerminal(["sh", "-c", script, "sh", ...login], {
      env: nerdshEnvironment(alice.env),
    });
    await terminal.until(/Password:/, patienceMs);
    await terminal.press("C-c");
    assert.match(await terminal.until(/icanon[\s\S]*echo/, patienceMs), /status 130\nicanon\necho/);
  });

  test("uses what it has before it asks", async () => {
    await using alice = await client();
    await logIn(alice, registry.host, { username: user, password });
    const again = await nerdsh(["login", registry.host], { env: alice.env });
    assert.deepEqual(again, { exitCode: 0, stdout: "Login Succeeded\n", stderr: "" });
  });
});

describe("login in a recipe", () => {
  test("is kept as that of the command line is, and forgotten by logout", async () => {
    await using alice = await client();
    // A login needs no engine.
    const { login, logout } = createLoginVerbs(async () => ({ settings: alice.settings }) as unknown as ContextBase);
    await assert.rejects(login(registry.host, { username: user, password: "no" }), { code: "REGISTRY_DENIED" });
    await login(registry.host, { username: user, password });
    assert.match(await remoteDigest(registry.host, alice.options), /^sha256:/);
    assert.deepEqual([await logout(registry.host), await logout(registry.host)], [true, false]);
  });
});

describe("logout", () => {
  test("forgets every spelling of the registry, and nothing else", async () => {
    await using alice = await client();
    const auths = { [registry.host]: {}, [`https://${registry.host}`]: {}, [`http://${registry.host}/v1/`]: {}, b: {} };
    await writeFile(alice.file, JSON.stringify({ auths }));
    const gone = await nerdsh(["logout", registry.host], { env: alice.env });
    assert.equal(gone.stdout, `Removing login credentials for ${registry.host}\n`);
    assert.deepEqual(await alice.config(), { auths: { b: {} } });
    assert.equal((await logOut(alice, registry.host)).isErased, false);
  });
});

describe("a pull without the right login", () => {
  test("says what to do, for nobody and for somebody whose login has gone stale", async () => {
    await using alice = await client();
    const hint = new RegExp(`nerdsh login ${registry.host}$`);
    await assert.rejects(remoteDigest(registry.host, alice.options), { code: "REGISTRY_DENIED", hint });
    const auth = Buffer.from(`${user}:0ld-secret`).toString("base64");
    await writeFile(alice.file, JSON.stringify({ auths: { [registry.host]: { auth } } }));
    await assert.rejects(remoteDigest(registry.host, alice.options), (error: Error & { hint: string }) => {
      assert.match(error.hint, /^the login is wrong, has expired/);
      assert.doesNotMatch(JSON.stringify(error) + error.stack, /0ld-secret|MGxkLXNlY3JldA/);
      return hint.test(error.hint);
    });
  });
});

describe("a registry that hosts.toml sends elsewhere", () => {
  test("gets its own login at its server, and none at its mirrors", async () => {
    await using alice = await client();
    const hosts = join(alice.options.config, "hosts");
    const options = { ...alice.options, hostsDir: hosts };
    const toml = `server = "${registry.url}"\nca = "${registry.ca}"\n`;
    await mkdir(join(hosts, "team.example"), { recursive: true });
    await writeFile(join(hosts, "team.example/hosts.toml"), toml);
    const settings = registrySettings(options);
    await logIn({ ...alice, settings }, "team.example", { username: user, password });
    assert.deepEqual(Object.keys((await alice.config()).auths), ["team.example"]);
    assert.match(await remoteDigest("team.example", options), /^sha256:/);

    const mirror = `server = "https://127.0.0.1:1"\n[host."${registry.url}"]\nca = "${registry.ca}"\n`;
    await writeFile(join(hosts, "team.example/hosts.toml"), mirror);
    await assert.rejects(remoteDigest("team.example", options), { code: "REGISTRY_DENIED" });
  });
});

describe("Docker's config.json", () => {
  test("of a login by skopeo serves nerdsh, and of one by nerdsh serves skopeo", async () => {
    await using alice = await client();
    const trust = ["--cert-dir", await certificateDirectory(alice.options.config)];
    await programOutput("skopeo", [
      "login",
      "--authfile",
      alice.file,
      ...trust,
      "-u",
      user,
      "-p",
      password,
      registry.host,
    ]);
    const digest = await remoteDigest(registry.host, alice.options);
    await logOut(alice, registry.host);
    await logIn(alice, registry.host, { username: user, password });
    const image = `docker://${registry.host}/library/alpine`;
    const raw = await programOutput("skopeo", ["inspect", "--authfile", alice.file, ...trust, "--raw", image]);
    assert.ok(raw.includes("schemaVersion"));
    assert.match(digest, /^sha256:/);
  });

  test("of a login by nerdsh serves docker", async () => {
    await using alice = await client();
    await logIn(alice, registry.host, { username: user, password });
    const args = ["manifest", "inspect", "--insecure", `${registry.host}/library/alpine:latest`];
    const env = { ...process.env, DOCKER_CONFIG: alice.options.config };
    const { exitCode, stdout, stderr } = await runProgram("docker", args, { env });
    assert.equal(exitCode, 0, stderr);
    assert.ok(JSON.parse(stdout).schemaVersion === 2);
  });
});

describe("a credential helper", () => {
  test("keeps the password out of the file, for Docker's programs too", async () => {
    await using alice = await client();
    const { path, env } = await helper(alice.options.config);
    await writeFile(alice.file, '{"credsStore":"tests"}');
    const environment = { ...alice.env, ...env };
    const done = await nerdsh(["login", "-u", user, "--password-stdin", registry.host], {
      env: environment,
      input: password,
    });
    assert.deepEqual(done, { exitCode: 0, stdout: "Login Succeeded\n", stderr: "" });
    assert.deepEqual(await alice.config(), { credsStore: "tests", auths: { [registry.host]: {} } });
    const kept = JSON.parse(await readFile(join(path, "kept.json"), "utf8"));
    assert.deepEqual(kept, { ServerURL: registry.host, Username: user, Secret: password });
    const out = await nerdsh(["logout", registry.host], { env: environment });
    assert.equal(out.stdout, `Removing login credentials for ${registry.host}\n`);
    assert.deepEqual(await alice.config(), { credsStore: "tests", auths: {} });
    await assert.rejects(readFile(join(path, "kept.json")), { code: "ENOENT" });
  });
});

/** `docker-credential-tests`, which keeps one login in a file, as a shell script. */
async function helper(directory: string) {
  const path = join(directory, "bin");
  await mkdir(path);
  const script = `#!/bin/sh
cd "\${0%/*}"
case "$1" in
store) cat > kept.json ;;
get) cat kept.json 2>/dev/null || { echo "credentials not found in native keychain"; exit 1; } ;;
erase) rm kept.json ;;
esac
`;
  await writeFile(join(path, "docker-credential-tests"), script);
  await chmod(join(path, "docker-credential-tests"), 0o755);
  return { path, env: { PATH: `${path}:${process.env["PATH"]}` } };
}

async function certificateDirectory(parent: string): Promise<string> {
  const directory = join(parent, "certificates");
  await mkdir(directory);
  await writeFile(join(directory, "ca.crt"), await readFile(registry.ca!));
  return directory;
}
