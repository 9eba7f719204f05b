import assert from "node:assert/strict";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { startRegistry } from "../../support/registry.ts";
import { shipped } from "../../support/shipped-recipe.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const dockerfile = `FROM scratch
COPY busybox /bin/busybox
COPY greeting /greeting
`;

describe("the recipe", () => {
  test("image-build: builds, tries and pushes an image, and pushes none that fails", async () => {
    await using world = await testWorld();
    await using registry = await startRegistry({ images: "none", writable: true });
    await using context = await temporaryDirectory();
    await copyFile("/bin/busybox", join(context.path, "busybox"));
    await writeFile(join(context.path, "Dockerfile"), dockerfile);
    await writeFile(join(context.path, "greeting"), "hello from a build\n");
    const build = (name: string, ...command: string[]) =>
      world.nerdsh([
        shipped("image-build"),
        `${registry.host}/${name}`,
        context.path,
        "--",
        "/bin/busybox",
        ...command,
      ]);

    const { stdout, stderr, exitCode } = await build("greeter:1", "cat", "/greeting");
    assert.equal(exitCode, 0, stderr);
    const [built, says, pushed] = stdout.trimEnd().split("\n");
    assert.match(built ?? "", /greeter:1, \d+\.\d MB$/);
    assert.equal(says, "says  hello from a build");
    assert.match(pushed ?? "", /greeter@sha256:[0-9a-f]{64}$/);
    const reference = (pushed ?? "").replace("pushed ", "");
    const again = await world.nerdsh([
      "run",
      "--rm",
      "--pull",
      "always",
      reference,
      "/bin/busybox",
      "cat",
      "/greeting",
    ]);
    assert.equal(again.stdout, "hello from a build\n", again.stderr);

    const failed = await build("broken:1", "false");
    assert.deepEqual([failed.exitCode, failed.stdout.includes("pushed")], [1, false], failed.stderr);
    const pulled = await world.nerdsh(["pull", `${registry.host}/broken:1`]);
    assert.match(pulled.stderr, /no such image/);
    await world.nerdsh(["engine", "stop"]);
  });
});
