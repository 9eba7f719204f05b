import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, linkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ensureEngine, explainConnectFailure } from "../../../src/engine/connect.ts";
import { NerdError } from "../../../src/errors.ts";
import type { NerdEvent } from "../../../src/events.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { engineRoot } from "../../support/engine-root.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const ensure = (settings: Settings, events: NerdEvent[] = []) =>
  ensureEngine(settings, { emit: (event) => events.push(event) });

const wayOut = "start it, for example with systemctl start containerd, or use nerdsh's own with --engine embedded";

async function systemSettings(address: string): Promise<Settings> {
  await using root = await engineRoot({ engine: "system", address });
  return root.settings;
}

/** A server that accepts and says nothing, until the block ends. */
async function silentServer(path: string): Promise<AsyncDisposable> {
  const server = createServer((connection) => connection.resume()).listen(path);
  await once(server, "listening");
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

describe("an engine that is asked for", () => {
  test("is started where it is nerdsh's own, and left alone where it runs", async () => {
    await using root = await engineRoot();
    const events: NerdEvent[] = [];
    await ensure(root.settings, events);
    await ensure(root.settings, events);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["engine.starting", "engine.started"],
    );
  });

  test("answers where it is the system's", async () => {
    await using root = await engineRoot();
    await root.start();
    await ensure({ ...root.settings, engine: "system" });
  });

  test("is not there where its socket is not", async () => {
    await assert.rejects(ensure(await systemSettings("/does/not/exist.sock")), {
      code: "ENGINE_UNAVAILABLE",
      message: "containerd does not run: no socket: /does/not/exist.sock",
      hint: wayOut,
    });
  });

  test("does not run where it left its socket behind", async () => {
    await using directory = await temporaryDirectory();
    const [bound, left] = [join(directory.path, "bound.sock"), join(directory.path, "left.sock")];
    {
      await using _server = await silentServer(bound);
      linkSync(bound, left); // What a kill leaves: a socket that the closing server does not know.
    }
    await assert.rejects(ensure(await systemSettings(left)), {
      code: "ENGINE_UNAVAILABLE",
      message: `containerd does not run: nobody listens at its socket: ${left}`,
      hint: wayOut,
    });
  });

  test("is something else where its address is a file", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "containerd.sock");
    writeFileSync(path, "");
    await assert.rejects(ensure(await systemSettings(path)), {
      code: "ENGINE_UNAVAILABLE",
      message: new RegExp(`: ${path}$`),
    });
  });

  test("hangs where it accepts and does not answer", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "silent.sock");
    await using _server = await silentServer(path);
    await assert.rejects(ensure(await systemSettings(path)), {
      code: "ENGINE_UNAVAILABLE",
      message: `containerd does not answer: ${path}`,
      hint: "see its log, for example with journalctl -u containerd",
    });
  });

  test("is denied to a user who may not use its socket", async () => {
    await using root = await engineRoot();
    await root.start();
    const { address, root: directory } = root.settings;
    const program = join(directory, "explain-connection.mjs");
    const source = fileURLToPath(new URL("../../fixtures/programs/explain-connection.ts", import.meta.url));
    await build({
      entryPoints: [source],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
    });
    chmodSync(directory, 0o755);
    const env = { ...process.env, CONTAINERD_ADDRESS: address };
    const output = execFileSync(process.execPath, [program], { env, uid: 65534, gid: 65534, encoding: "utf8" });
    assert.deepEqual(JSON.parse(output), {
      code: "ENGINE_DENIED",
      message: `not allowed to use containerd's socket: ${address}`,
      hint: "run nerdsh as root, for example with sudo",
    });
  });
});

describe("a failed call is explained", () => {
  const failure = new NerdError("ENGINE_UNAVAILABLE", "connect ENOENT");

  test("by what is wrong with the system's socket, with the call's error as its cause", async () => {
    const explained = await explainConnectFailure(failure, await systemSettings("/does/not/exist.sock"));
    assert.ok(explained instanceof NerdError);
    assert.deepEqual(
      [explained.message, explained.cause],
      ["containerd does not run: no socket: /does/not/exist.sock", failure],
    );
  });

  test("by nothing more where the engine answers, or where the call was answered", async () => {
    await using root = await engineRoot();
    await root.start();
    assert.equal(await explainConnectFailure(failure, root.settings), failure);
    const answered = new NerdError("NOT_FOUND", "no such container: web");
    assert.equal(await explainConnectFailure(answered, await systemSettings("/does/not/exist.sock")), answered);
  });
});
