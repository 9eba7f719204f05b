import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { commitContainer } from "../../../src/container/commit.ts";
import { containerDiff } from "../../../src/container/diff.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { containerIn, states } from "../../support/container-files.ts";
import { type Containers, startContainers } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

async function changesOf(box: { record(): Promise<Parameters<typeof containerDiff>[1]> }): Promise<string[]> {
  const changes = await containerDiff(containers.context, await box.record());
  return changes.map(({ kind, path }) => `${kind} ${path}`);
}

for (const state of states) {
  describe(`diff of a ${state} container`, () => {
    test("is empty where it has changed nothing, whatever every container has mounted", async () => {
      await using box = await containerIn(containers, state, {
        script: "echo x >/tmp/x; rm /tmp/x; echo x >/dev/shm/x",
      });
      assert.deepEqual(await changesOf(box), []);
    });

    test("has the mount points that were made for volumes, as Docker has, and nothing in them", async () => {
      await using box = await containerIn(containers, state, {
        script: "echo x >/tmp/file; echo x >/made/for/it/file",
        volume: ["/tmp", "/made/for/it"],
      });
      assert.deepEqual(await changesOf(box), ["added /made", "added /made/for", "added /made/for/it"]);
    });

    test("has what was added, changed and deleted, and the directories around that", async () => {
      const script = [
        "mkdir /srv/dir && echo x > /srv/dir/file",
        "echo more >> /etc/passwd",
        "rm /etc/group",
        "ln -sf /bin/busybox /bin/cat",
        "chmod 700 /tmp",
      ].join("; ");
      await using box = await containerIn(containers, state, { script });
      assert.deepEqual(await changesOf(box), [
        "changed /bin",
        "changed /bin/cat",
        "changed /etc",
        "deleted /etc/group",
        "changed /etc/passwd",
        "changed /srv",
        "added /srv/dir",
        "added /srv/dir/file",
        "changed /tmp",
      ]);
    });

    test("sees through a directory that was replaced by another, by a file and by a link", async () => {
      await using old = await containerIn(containers, "stopped", {
        script: "cd /srv; mkdir a b c; for d in a b c; do echo x >$d/one; echo x >$d/two; done",
      });
      await commitContainer(containers.context, await old.record(), { tag: "replaced" });
      const script = "cd /srv; rm -r a b c; mkdir a; echo y >a/one; echo y >a/new; echo x >b; ln -s a c";
      await using box = await containers.run({}, undefined, "replaced");
      await box.output("sh", "-c", script);
      if (state === "stopped") await stopContainer(containers.context, await box.record(), { timeout: 0 });
      assert.deepEqual(await changesOf(box), [
        "changed /srv",
        "changed /srv/a",
        "added /srv/a/new",
        "changed /srv/a/one",
        "deleted /srv/a/two",
        "changed /srv/b",
        "changed /srv/c",
      ]);
    });
  });
}
