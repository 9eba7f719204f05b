import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTask } from "../../../src/container/task-creation.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { NerdError } from "../../../src/errors.ts";
import type { UndoJournal, UndoRecord } from "../../../src/store/undo-stack.ts";

const id = "a".repeat(64);
const started: UndoRecord[] = [
  { kind: "record", id },
  { kind: "task", id },
];

/** An engine that is at work for somebody else for that many calls, and then has the task of that one. */
function busyEngine(calls: number) {
  const tasks = { left: calls, isMade: false };
  const create = async () => {
    if (tasks.left-- > 0) throw new NerdError("RUNTIME_FAILED", "failed to start shim: file exists");
    if (tasks.left === -1) tasks.isMade = true;
    if (tasks.isMade) throw new NerdError("ALREADY_EXISTS", "task exists");
    return { pid: 7 };
  };
  const engine = {
    tasks: {
      async get() {
        if (!tasks.isMade) throw new NerdError("NOT_FOUND", "no such task");
        return { status: "CREATED", pid: 7 };
      },
      async kill() {},
      async wait() {},
      async delete() {
        tasks.isMade = false;
      },
    },
  } as unknown as Engine; // The calls that are made of it.
  return { engine, create };
}

function journalOf(abandoned: readonly UndoRecord[]): UndoJournal {
  const records = new Map(abandoned.length === 0 ? [] : [["killed", [...abandoned]]]);
  return {
    append: async () => {},
    clear: async () => {},
    abandoned: async () => records,
    active: async () => new Map(),
  };
}

const { signal } = new AbortController();

describe("the creation of a task", () => {
  it("waits for the end of what a killed process had asked for, and takes its task away", async () => {
    const { engine, create } = busyEngine(2);
    assert.deepEqual(await createTask({ engine, journal: journalOf(started), signal }, id, create), { pid: 7 });
  });

  it("fails at once where no killed process had begun with this container", async () => {
    for (const records of [[], [{ kind: "task", id: "b".repeat(64) }], [{ kind: "paused", id }]]) {
      const { engine, create } = busyEngine(1);
      const created = createTask({ engine, journal: journalOf(records), signal }, id, create);
      await assert.rejects(created, { code: "RUNTIME_FAILED" });
    }
  });
});
