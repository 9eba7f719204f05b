import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { containerState, exitOf, recordEnd } from "../../../../src/container/record/container-state.ts";
import { labelKeys } from "../../../../src/container/record/labels.ts";
import { endOf, readLife, writeEnd, writeStart } from "../../../../src/container/record/lifecycle.ts";
import { defaultSpec } from "../../../../src/container/spec/default-spec.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const end = { exitCode: 3, exitedAt: "2026-08-01T12:00:05.000Z", oomKilled: true };

describe("the life of a container", () => {
  test("is written as nerdctl does, with its end beside", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "lifecycle.json");
    assert.equal(readLife(file), undefined);
    await writeStart(file, new Date("2026-08-01T12:00:00Z"));
    assert.deepEqual(JSON.parse(await readFile(file, "utf8")), {
      started_at: "2026-08-01T12:00:00.000Z",
      create_error: false,
    });
    await writeEnd(file, end);
    assert.deepEqual(readLife(file), { startedAt: "2026-08-01T12:00:00.000Z", end });
    assert.deepEqual(endOf(readLife(file)!), end);
  });

  test("keeps the end of the one before, which is not its own", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "lifecycle.json");
    await writeStart(file, new Date("2026-08-01T12:00:00Z"));
    await writeEnd(file, end);
    await writeStart(file, new Date("2026-08-01T12:00:06Z"));
    assert.deepEqual(readLife(file)?.end, end);
    assert.equal(endOf(readLife(file)!), undefined);
    assert.deepEqual(exitOf(undefined, readLife(file)), { exitCode: 255, exitedAt: "" });
  });

  test("ends once: what is written down first stays", async () => {
    await using directory = await temporaryDirectory();
    const lifecycle = join(directory.path, "lifecycle.json");
    const container = { spec: defaultSpec };
    assert.equal(await recordEnd(container, { exitCode: 1, exitedAt: "" }, { lifecycle }), undefined);
    await writeStart(lifecycle, new Date("2026-08-01T12:00:00Z"));
    const first = await recordEnd(container, { exitCode: 1, exitedAt: end.exitedAt }, { lifecycle });
    assert.deepEqual(first, { exitCode: 1, exitedAt: end.exitedAt, oomKilled: false });
    assert.deepEqual(await recordEnd(container, { exitCode: 255, exitedAt: "" }, { lifecycle }), first);
  });

  test("tells of a container without a task what nobody else knows any more", async () => {
    await using directory = await temporaryDirectory();
    const lifecycle = join(directory.path, "lifecycle.json");
    const status = (labels: Record<string, string> = {}) => containerState({ labels }, undefined, { lifecycle });
    assert.deepEqual(status(), { status: "created" });
    await writeFile(lifecycle, '{"started_at":"2026-08-01T12:00:00Z","create_error":false}');
    assert.deepEqual(status(), { status: "exited", exit: { exitCode: 255, exitedAt: "" } });
    await writeEnd(lifecycle, end);
    assert.deepEqual(status(), { status: "exited", exit: end });
    assert.deepEqual(status({ [labelKeys.restartPolicy]: "on-failure" }), { status: "restarting", exit: end });
  });
});
