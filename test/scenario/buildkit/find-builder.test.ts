import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { dockerBuilderVersion, findBuilder } from "../../../src/buildkit/find-builder.ts";
import { NerdError } from "../../../src/errors.ts";
import { startBuilder, type Builder as TestBuilder } from "../../support/builder.ts";
import { openDoor } from "../../support/buildkitd-door.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the BuildKit that is used", () => {
  let daemon: TestBuilder;
  before(async () => {
    daemon = await startBuilder({ network: "none" });
  });
  after(async () => {
    await daemon?.[Symbol.asyncDispose]();
  });

  async function found(search: Parameters<typeof findBuilder>[0]) {
    const builder = await findBuilder(search);
    builder?.close();
    return builder?.address;
  }

  async function failure(explicit: string): Promise<NerdError> {
    const error = await found({ explicit, namespace: "default", runtimeDir: "/run" }).catch((e) => e);
    assert.ok(error instanceof NerdError, `${error}`);
    return error;
  }

  it("is the one that was named", async () => {
    const explicit = `docker://${daemon.socket}`;
    const address = await found({ explicit, namespace: "default", runtimeDir: "/run" });
    assert.deepEqual(address, { kind: "dockerd", socket: daemon.socket });
  });

  it("is dockerd's where the named socket turns out to be dockerd's", async () => {
    const explicit = `unix://${daemon.socket}`;
    const address = await found({ explicit, namespace: "default", runtimeDir: "/run" });
    assert.deepEqual(address, { kind: "dockerd", socket: daemon.socket });
    assert.equal(await dockerBuilderVersion(daemon.socket), "2");
  });

  it("is the namespace's buildkitd before the host's, and Docker's where there is none", async () => {
    await using directory = await temporaryDirectory();
    const runtimeDir = directory.path;
    const socket = (name: string) => join(runtimeDir, name, "buildkitd.sock");
    const search = { namespace: "own", runtimeDir };
    assert.equal(await found(search), undefined);
    await symlink(daemon.socket, join(runtimeDir, "docker.sock"));
    assert.deepEqual(await found(search), { kind: "dockerd", socket: join(runtimeDir, "docker.sock") });
    for (const name of ["buildkit-own", "buildkit"]) await mkdir(join(runtimeDir, name));
    await using _host = await openDoor(daemon.socket, { path: socket("buildkit") });
    assert.deepEqual(await found(search), { kind: "buildkitd", socket: socket("buildkit") });
    await using _own = await openDoor(daemon.socket, { path: socket("buildkit-own") });
    assert.deepEqual(await found(search), { kind: "buildkitd", socket: socket("buildkit-own") });
  });

  it("is no other than the named one, which says why it cannot be used", async () => {
    await using directory = await temporaryDirectory();
    const absent = await failure(`unix://${directory.path}/absent.sock`);
    assert.equal(absent.code, "BUILDER_UNAVAILABLE");
    assert.match(absent.message, /no socket: unix:\/\/.*absent\.sock$/);
    assert.match(absent.hint ?? "", /buildkitd/);
    const noDocker = await failure(`docker://${directory.path}/absent.sock`);
    assert.match(noDocker.hint ?? "", /docker\.io/);
    const closed = await failure("tcp://127.0.0.1:1");
    assert.match(closed.message, /nobody listens: tcp:\/\/127\.0\.0\.1:1$/);
  });

  it("does not wait for a socket that says nothing", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "silent.sock");
    const server = createServer(() => {}).listen(path);
    const silent = await failure(`unix://${path}`);
    server.close();
    assert.equal(silent.code, "BUILDER_UNAVAILABLE");
    assert.match(silent.message, /does not answer: unix:/);
  });
});
