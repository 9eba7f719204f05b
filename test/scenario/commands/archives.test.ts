import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

describe("the archive commands", () => {
  test("save to a file or a pipe what load takes from either", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    await world.nerdsh(["pull", "-q", "busybox"]);
    const file = join(directory.path, "saved.tar");
    const saved = await world.nerdsh(["save", "-q", "-o", file, "busybox"]);
    assert.deepEqual([saved.stdout, saved.exitCode], ["", 0], saved.stderr);
    await world.nerdsh(["rmi", "busybox"]);
    const loaded = await world.nerdsh(["load", "-i", file]);
    assert.deepEqual([loaded.stdout, loaded.exitCode], ["Loaded image: busybox:latest\n", 0], loaded.stderr);

    const pipe = '"$@" save --all-platforms busybox | "$@" load -q --all-platforms';
    const words = ["-o", "pipefail", "-c", pipe, "bash", ...nerdshCommand()];
    const { stdout } = await promisify(execFile)("bash", words, { env: nerdshEnvironment(world.env) });
    assert.equal(stdout, "Loaded image: busybox:latest\n");
  });

  test("save every tag of a repository that is named without one", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "saved.tar");
    await world.nerdsh(["pull", "-q", "busybox"]);
    for (const tag of ["tags/app:1", "tags/app:2"]) await world.nerdsh(["tag", "busybox", tag]);
    await world.nerdsh(["save", "-o", file, "tags/app"]);
    await world.nerdsh(["rmi", "tags/app:1", "tags/app:2"]);
    const { stdout } = await world.nerdsh(["load", "-i", file]);
    assert.equal(stdout, "Loaded image: tags/app:1\nLoaded image: tags/app:2\n");
  });

  test("write no archive to a terminal, and read none from one", async () => {
    await using world = await testWorld();
    await using toTerminal = await world.terminal(["save", "busybox"]);
    await toTerminal.until(/cowardly refusing to save to a terminal/, 60_000);
    await using fromTerminal = await world.terminal(["import", "-", "made:1"]);
    await fromTerminal.until(/stdin is empty/, 60_000);
  });
});
