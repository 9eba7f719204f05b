import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

test("system df shows what there is, and system prune removes what nothing uses", async () => {
  await using world = await testWorld();
  await using runs = containerName(world, "runs");
  await using ended = containerName(world, "ended");
  const output = async (...words: string[]) => (await world.nerdsh(words)).stdout;
  for (const name of ["used", "unused"]) await world.nerdsh(["network", "create", name]);
  await world.nerdsh([
    "run",
    "-d",
    "--network",
    "used",
    "--name",
    runs.name,
    "-v",
    "kept:/kept",
    "-v",
    "/unnamed",
    "busybox",
    ...["sh", "-c", "dd if=/dev/zero of=/file bs=1k count=100; exec sleep 1000"],
  ]);
  const write = ["sh", "-c", "dd if=/dev/zero of=/file bs=1M count=3; echo 12345 >/unnamed/file"];
  await world.nerdsh(["run", "--network", "none", "--name", ended.name, "-v", "/unnamed", "alpine", ...write]);
  const format = "{{.Type}} {{.TotalCount}} {{.Active}} {{.Reclaimable}}";
  const [images, containers, volumes, cache] = (await output("system", "df", "--format", format)).split("\n");
  assert.equal(images, "Images 2 2 0B (0%)");
  assert.match(containers!, /^Containers 2 1 3\.\d+MB \(\d\d%\)$/);
  assert.equal(volumes, "Local Volumes 3 3 0B (0%)");
  assert.equal(cache, "Build Cache 0 0 0B");
  assert.match(await output("system", "df"), /^TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE\nImages /);
  await world.nerdsh(["tag", "busybox", "again"]);
  const tables = await output("system", "df", "-v");
  const titles = [
    "Images space usage:",
    "Containers space usage:",
    "Local Volumes space usage:",
    "Build cache usage: 0B",
  ];
  assert.deepEqual(tables.match(/^.* usage:.*$/gm), titles);
  assert.match(tables, /^alpine +latest +[0-9a-f]{12} .* ago +[\d.]+MB +[\d.]+MB +[\d.]+kB +1$/m);
  assert.match(tables, /^again +latest +[0-9a-f]{12} .* ago +[\d.]+MB +[\d.]+MB +0B +1$/m);
  assert.match(tables, /^[0-9a-f]{12} +alpine +"sh -c 'dd if=\/dev\/z…" +1 +3\.\d+MB .* Exited \(0\) .* ended-/m);
  assert.match(tables, /^kept +1 +0B$/m);
  const itemFormat = "{{range .Images}}{{.Repository}}{{.Containers}} {{end}}{{len .Volumes}} {{len .BuildCache}}";
  const counted = await output("system", "df", "-v", "--format", itemFormat);
  assert.equal(counted, "again1 alpine1 3 0\n");
  await world.nerdsh(["rmi", "again"]);

  const asked = await world.nerdsh(["system", "prune", "-a", "--volumes"], { input: "\n" });
  assert.match(
    asked.stdout,
    /^WARNING! This will remove:\n {2}- all stopped containers, also those that --keep left of failed tasks\n {2}- all networks not used by at least one container\n[\s\S]*\[y\/N\] $/,
  );
  const pruned = await output("system", "prune", "-af", "--volumes");
  assert.match(
    pruned,
    /Deleted Containers:\n[0-9a-f]{64}\n\nDeleted Networks:\nunused\n\nDeleted Volumes:\n[0-9a-f]{64}\n\nDeleted Images:\nuntagged: alpine:latest\n/,
  );
  assert.match(pruned, /Total reclaimed space: \d+(\.\d+)?MB\n$/);
  assert.equal(await output("ps", "-a", "--format", "{{.Names}}"), `${runs.name}\n`);
  assert.equal(await output("network", "ls", "--format", "{{.Name}}"), "bridge\nhost\nnone\nused\n");
  assert.equal(await output("images", "--format", "{{.Repository}}"), "busybox\n");
  assert.match(
    await output("system", "df", "--format", format),
    /^Images 1 1 .*\nContainers 1 1 .*\nLocal Volumes 2 2 /,
  );
  assert.equal(await output("system", "prune", "-f"), "Total reclaimed space: 0B\n");
});
