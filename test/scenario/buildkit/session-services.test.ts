import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { layoutDescriptor, tagLayout } from "../../../src/buildkit/layout-index.ts";
import { authMethods } from "../../../src/buildkit/session/auth.ts";
import { contentMethods } from "../../../src/buildkit/session/content.ts";
import { contentDirectory } from "../../../src/buildkit/session/content-directory.ts";
import { forwardedContent } from "../../../src/buildkit/session/forwarded-content.ts";
import { secretMethods } from "../../../src/buildkit/session/secrets.ts";
import { sshAgents, sshMethods } from "../../../src/buildkit/session/ssh.ts";
import { upload } from "../../../src/buildkit/session/upload.ts";
import { isNerdError } from "../../../src/errors.ts";
import { type BuildKit, startBuildKit } from "../../support/buildkit.ts";
import { Daemon } from "../../support/daemon.ts";
import { programOutput } from "../../support/program.ts";
import { rawTar } from "../../support/raw-tar.ts";
import { startRegistry } from "../../support/registry.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { imageExporter, testBuild } from "../../support/test-build.ts";

describe("what BuildKit asks of its client", () => {
  let buildkit: BuildKit;
  let builder: BuildKit["builder"];
  let daemon: BuildKit["daemon"];
  before(async () => {
    buildkit = await startBuildKit();
    ({ builder, daemon } = buildkit);
  });
  after(async () => await buildkit?.[Symbol.asyncDispose]());

  it("gets a secret by its id, byte for byte, and only where a step wants it", async () => {
    const asked: string[] = [];
    const secret = (id: string, bytes: Uint8Array) =>
      [
        id,
        async () => {
          asked.push(id);
          return bytes;
        },
      ] as const;
    const bytes = Buffer.from([0, 255, 10, 13, 0]);
    const { output } = await testBuild(builder, {
      dockerfile: "FROM busybox\nRUN --mount=type=secret,id=wanted od -An -tu1 /run/secrets/wanted\n",
      methods: secretMethods(new Map([secret("wanted", bytes), secret("unwanted", bytes)])),
    });
    assert.deepEqual(output.trim().split(/\s+/), ["0", "255", "10", "13", "0"]);
    assert.deepEqual(asked, ["wanted"]);
  });

  it("is told that a secret is absent, or too large", async () => {
    const dockerfile = (id: string) => `FROM busybox\nRUN --mount=type=secret,id=${id},required=true true\n`;
    const methods = secretMethods(new Map([["large", async () => new Uint8Array(600_000)]]));
    await rejectsWith(testBuild(builder, { dockerfile: dockerfile("absent"), methods }), /absent: not found/);
    await rejectsWith(testBuild(builder, { dockerfile: dockerfile("large"), methods }), /large: 600000 bytes/);
  });

  it("reaches an SSH agent, and only the one that was given", async () => {
    await using directory = await temporaryDirectory();
    const socket = join(directory.path, "agent.sock");
    const key = join(directory.path, "key");
    await using _agent = (await Daemon.start("ssh-agent", ["-D", "-a", socket], { ready: agentIsUp })).daemon;
    await programOutput("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "of the test", "-f", key]);
    await programOutput("ssh-add", ["-q", key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    const { files, copies } = await withLibraries("/usr/bin/ssh-add");
    const { output } = await testBuild(builder, {
      dockerfile: `FROM busybox\n${copies}RUN --mount=type=ssh sh /ssh-add.sh -l\n`,
      files,
      methods: sshMethods(await sshAgents({ default: [socket] })),
    });
    const fingerprint = await programOutput("ssh-keygen", ["-l", "-f", `${key}.pub`]);
    assert.equal(output.trim(), fingerprint.trim());
    const other = "FROM busybox\nRUN --mount=type=ssh,id=other,required=true true\n";
    const methods = sshMethods(await sshAgents({ default: [socket] }));
    await rejectsWith(testBuild(builder, { dockerfile: other, methods }), /no SSH agent was given for the id other/);
    await assert.rejects(sshAgents({ default: [`${key}.absent`] }), (error) => isNerdError(error, "UNKNOWN_OBJECT"));
    await assert.rejects(sshAgents({ default: [socket, key] }), (error) => isNerdError(error, "INVALID_VALUE"));

    const signing = await testBuild(builder, {
      dockerfile: `FROM busybox\n${copies}COPY key.pub /\nRUN --mount=type=ssh sh /ssh-add.sh -T /key.pub && sh /ssh-add.sh -l\n`,
      files: { ...files, "key.pub": await readFile(`${key}.pub`) },
      methods: sshMethods(await sshAgents({ default: [key] })),
    });
    assert.equal(signing.output.trim(), fingerprint.trim());
  });

  it("is an agent itself for the files of keys, which OpenSSH can list and sign with", async () => {
    await using directory = await temporaryDirectory();
    const kinds = ["ed25519", "rsa", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -m PEM", "ecdsa -m PKCS8"];
    const keys = await Promise.all(
      kinds.map(async (kind, index) => {
        const path = join(directory.path, `key-${index}`);
        await programOutput("ssh-keygen", [
          "-q",
          "-t",
          ...kind.split(" "),
          "-N",
          "",
          "-C",
          `comment ${index}`,
          "-f",
          path,
        ]);
        return path;
      }),
    );
    const agent = (await sshAgents({ default: keys })).get("default")!;
    const socket = join(directory.path, "own.sock");
    const server = createServer(async (client) => void client.pipe(await agent()).pipe(client)).listen(socket);
    await once(server, "listening");
    try {
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      const listed = (await programOutput("ssh-add", ["-L"], { env })).trim().split("\n");
      const blob = (line: string) => line.split(" ").slice(0, 2).join(" ");
      const publics = await Promise.all(keys.map((key) => readFile(`${key}.pub`, "utf8")));
      assert.deepEqual(listed.map(blob), publics.map(blob));
      assert.match(listed[0]!, / comment 0$/);
      // It signs with each of them, and checks what it gets.
      await programOutput("ssh-add", ["-T", ...keys.map((key) => `${key}.pub`)], { env });
    } finally {
      server.close();
    }
    const locked = join(directory.path, "locked");
    await programOutput("ssh-keygen", ["-q", "-t", "ed25519", "-N", "a passphrase", "-f", locked]);
    await assert.rejects(sshAgents({ default: [locked] }), {
      code: "UNSUPPORTED",
      message: /^the SSH key has a passphrase: /,
    });
    await assert.rejects(sshAgents({ default: [`${locked}.pub`] }), { code: "INVALID_VALUE" });
  });

  it("gets logins for what it pushes and pulls", async () => {
    const credentials = { user: "builder", password: "of the tests" };
    await using closed = await startRegistry({ writable: true, images: "none", credentials });
    const name = `${closed.host}/app:latest`;
    const asked: string[] = [];
    const logins = (password: string) =>
      authMethods(async (domain) => {
        asked.push(domain);
        return domain === closed.host ? { username: credentials.user, password } : undefined;
      });
    const push = { exporters: [imageExporter(name, { push: "true", "registry.insecure": "true" })] };
    const dockerfile = "FROM busybox\nCOPY a /\n";
    const files = { a: "1" };
    await rejectsWith(testBuild(builder, { dockerfile, files, request: push, methods: logins("wrong") }), /40[13]/);
    await testBuild(builder, { dockerfile, files, request: push, methods: logins(credentials.password) });
    const pulled = { dockerfile: `FROM ${name}\nRUN cat /a\n`, methods: logins(credentials.password) };
    assert.equal((await testBuild(builder, pulled)).output, "1");
    assert.deepEqual([...new Set(asked)], [closed.host]);
  });

  it("gets a context that is a tar from a stream", async () => {
    const tar = rawTar(
      { name: "Dockerfile", content: "FROM busybox\nCOPY a /\nRUN cat /a\n" },
      { name: "a", content: "x" },
    );
    const { url, method } = upload(
      (async function* () {
        yield tar;
      })(),
    );
    const request = { frontendAttrs: { context: url } };
    const { output } = await testBuild(builder, { dockerfile: "", request, methods: new Map([method]) });
    assert.equal(output, "x");
  });

  it("writes an image into another namespace of containerd, without a tar", async () => {
    const ctr = (...words: string[]) =>
      programOutput("ctr", ["--address", daemon.containerd, "--namespace", "elsewhere", ...words]);
    await ctr("leases", "create", "--id", "made"); // Without one the garbage collector may take what no image has.
    const { store, close } = forwardedContent({ address: daemon.containerd, namespace: "elsewhere", lease: "made" });
    const { exporterResponse } = await testBuild(builder, {
      dockerfile: "FROM busybox\nCOPY a /\n",
      files: { a: "2" },
      request: { exporters: [{ type: "oci", attrs: { tar: "false", name: "docker.io/library/app:latest" } }] },
      methods: contentMethods(new Map([["export", store]])),
    });
    close();
    const digests = (await ctr("content", "list", "--quiet")).split("\n");
    assert.ok(digests.includes(exporterResponse["containerimage.digest"] ?? "none"), digests.join(" "));
    assert.ok(digests.length > 3, "manifest, config and two layers");
  });

  it("keeps a cache in a directory, and finds it again", async () => {
    await using directory = await temporaryDirectory();
    const cache = join(directory.path, "cache");
    const methods = contentMethods(new Map([[`local:${cache}`, contentDirectory(cache)]]));
    const dockerfile = "FROM busybox\nRUN echo made of $(head -c 16 /dev/urandom | md5sum)\n";
    const exporting = { cache: { exports: [{ type: "local", attrs: { dest: cache, mode: "max" } }] } };
    const first = await testBuild(builder, { dockerfile, request: exporting, methods });
    assert.match(first.output, /^made of [0-9a-f]{32}/);
    await tagLayout(cache, "latest", JSON.parse(first.exporterResponse["cache.manifest"] ?? "{}"));
    for await (const _ of builder.prune({ all: true })); // Nothing but the directory has it now.
    const digest = (await layoutDescriptor(cache, "latest"))?.digest ?? "";
    const imports = [{ type: "local", attrs: { src: cache, digest } }];
    const again = await testBuild(builder, {
      dockerfile,
      request: {
        cache: { imports },
        frontendAttrs: {
          "cache-imports": JSON.stringify(imports.map(({ type, attrs }) => ({ Type: type, Attrs: attrs }))),
        },
        exporters: [imageExporter("docker.io/library/cached:latest")],
      },
      methods,
    });
    assert.equal(again.output, "");
    assert.deepEqual(await readdir(join(cache, "ingest")), []);
  });

  async function rejectsWith(building: Promise<unknown>, message: RegExp): Promise<void> {
    await assert.rejects(building, (error) => {
      assert.ok(isNerdError(error, "BUILD_FAILED"), `${error}`);
      assert.match(error.message, message);
      return true;
    });
  }
});

const agentIsUp = (line: string) => line.includes("SSH_AUTH_SOCK") || undefined;

/** A program of the host's as files of a context, with a script that runs it with its own loader and libraries. */
async function withLibraries(program: string) {
  const libraries = (await programOutput("ldd", [program])).match(/\/\S+/g) ?? [];
  const loader = libraries.find((path) => path.includes("ld-linux")) ?? "";
  const name = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const paths = [program, ...libraries];
  const read = await Promise.all(paths.map(async (path) => [name(path), await readFile(path)] as const));
  const script = `cp /lib-of-it/${name(loader)} /loader && chmod +x /loader\nexec /loader --library-path /lib-of-it /lib-of-it/${name(program)} "$@"\n`;
  const files = { ...Object.fromEntries(read), [`${name(program)}.sh`]: script };
  const copies = `COPY ${paths.map(name).join(" ")} /lib-of-it/\nCOPY ${name(program)}.sh /\n`;
  return { files, copies };
}
