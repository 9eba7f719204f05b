import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { programOutput } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const columns = (line = "") => line.split(/ {3,}/);

describe("the image commands", () => {
  test("pull prints Docker's lines, list what is there, and remove it", async () => {
    await using world = await testWorld();
    const pulled = await world.nerdsh(["pull", "busybox"]);
    assert.equal(pulled.exitCode, 0, pulled.stderr);
    assert.match(
      pulled.stdout,
      /^Digest: sha256:[0-9a-f]{64}\nStatus: Downloaded newer image for busybox:latest\ndocker.io\/library\/busybox:latest\n$/,
    );
    const again = await world.nerdsh(["pull", "busybox"]);
    assert.match(again.stdout, /^Status: Image is up to date for busybox:latest$/m);
    assert.equal((await world.nerdsh(["pull", "-q", "busybox"])).stdout, "docker.io/library/busybox:latest\n");

    const [heading, line] = (await world.nerdsh(["images"])).stdout.split("\n");
    assert.deepEqual(columns(heading), ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]);
    const [repository, tag, id = ""] = columns(line);
    assert.deepEqual([repository, tag], ["busybox", "latest"]);
    assert.equal((await world.nerdsh(["images", "-q"])).stdout, `${id}\n`);
    const format = "{{.ID}} {{.Repository}}:{{.Tag}}";
    assert.equal((await world.nerdsh(["image", "ls", "--format", format])).stdout, `${id} busybox:latest\n`);
    assert.equal((await world.nerdsh(["images", "nginx", "-q"])).stdout, "");

    const inspected = await world.nerdsh(["image", "inspect", "-f", "{{.Id}} {{json .RepoTags}}", id]);
    assert.match(inspected.stdout, new RegExp(`^sha256:${id}[0-9a-f]{52} \\["busybox:latest"\\]\n$`));
    const native = JSON.parse((await world.nerdsh(["image", "inspect", "--mode", "native", "busybox"])).stdout);
    assert.equal(native[0].Image.Name, "docker.io/library/busybox:latest");

    const removed = await world.nerdsh(["rmi", "busybox"]);
    assert.match(removed.stdout, /^Untagged: busybox:latest\nDeleted: sha256:[0-9a-f]{64}\n$/);
    assert.equal((await world.nerdsh(["images", "-q"])).stdout, "");
  });

  test("load what skopeo wrote, from a file or from stdin", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    const archive = join(directory.path, "busybox.tar");
    const source = `docker://${world.registry.host}/library/busybox:latest`;
    await programOutput("skopeo", ["copy", "--src-tls-verify=false", source, `docker-archive:${archive}:loaded:1`]);
    const fromFile = await world.nerdsh(["load", "-i", archive]);
    assert.deepEqual([fromFile.stdout, fromFile.exitCode], ["Loaded image: loaded:1\n", 0], fromFile.stderr);
    const piped = await world.nerdsh(["load"], { input: await readFile(archive) });
    assert.deepEqual([piped.stdout, piped.exitCode], ["Loaded image: loaded:1\n", 0], piped.stderr);
    const run = await world.nerdsh(["run", "--rm", "--network", "none", "loaded:1", "echo", "hello"]);
    assert.deepEqual([run.stdout, run.exitCode], ["hello\n", 0], run.stderr);
    await world.nerdsh(["rmi", "loaded:1"]);
  });

  test("name what is not there, and go on with the rest", async () => {
    await using world = await testWorld();
    await world.nerdsh(["pull", "-q", "busybox"]);
    const missing = await world.nerdsh(["rmi", "busybx"]);
    assert.match(missing.stderr, /no such image: busybx\n {2}did you mean busybox\?/);
    assert.equal((await world.nerdsh(["rmi", "-f", "busybx"])).exitCode, 0);
    const some = await world.nerdsh(["rmi", "busybx", "busybox"]);
    assert.match(some.stdout, /^Untagged: busybox:latest$/m);
    assert.equal(some.exitCode, 1);
    assert.match(
      (await world.nerdsh(["load", "-i", "/nonexistent.tar"])).stderr,
      /cannot read the archive .*\n {2}there is no such file/,
    );
    const filter = await world.nerdsh(["images", "--filter", "nonsense=1"]);
    assert.match(filter.stderr, /invalid filter: nonsense=1/);
  });

  test("name an image once more, show how it was made, and prune what nothing uses", async () => {
    await using world = await testWorld();
    await world.nerdsh(["pull", "-q", "busybox"]);
    assert.deepEqual((await world.nerdsh(["tag", "busybox", "mine:1"])).stdout, "");
    const both = await world.nerdsh(["images", "--filter", "reference=mine", "--filter", "reference=busybox", "-q"]);
    const ids = both.stdout.trim().split("\n");
    assert.deepEqual([ids.length, new Set(ids).size], [2, 1]);
    const [heading, first] = (await world.nerdsh(["history", "mine:1"])).stdout.split("\n");
    assert.match(heading!, /^IMAGE +CREATED +CREATED BY +SIZE +COMMENT$/);
    assert.ok(first?.startsWith(ids[0]!), first);

    const asked = await world.nerdsh(["image", "prune", "-a"], { input: "n\n" });
    assert.match(
      asked.stdout,
      /^WARNING! This will remove all images without at least one container associated to them/,
    );
    assert.equal((await world.nerdsh(["image", "prune", "-f"])).stdout, "Total reclaimed space: 0B\n");
    const pruned = await world.nerdsh(["image", "prune", "-af"]);
    assert.match(
      pruned.stdout,
      /^Deleted Images:\nuntagged: \S+\nuntagged: \S+\ndeleted: sha256:[0-9a-f]{64}\n\nTotal reclaimed space: \d\S*B\n$/,
    );
    assert.equal((await world.nerdsh(["images", "-q"])).stdout, "");
  });
});
