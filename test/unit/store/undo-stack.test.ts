import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recover, type Undoers, type UndoJournal, type UndoRecord, UndoStack } from "../../../src/store/undo-stack.ts";

/** Keeps records in memory, and takes every operation for one whose process is gone. */
class FakeJournal implements UndoJournal {
  readonly #records = new Map<string, UndoRecord[]>();

  async append(operation: string, record: UndoRecord) {
    this.#records.set(operation, [...(this.#records.get(operation) ?? []), record]);
  }

  async clear(operation: string) {
    this.#records.delete(operation);
  }

  async abandoned() {
    return new Map(this.#records);
  }

  async active() {
    return new Map<string, UndoRecord[]>();
  }
}

function setUp() {
  const undone: string[] = [];
  const undoers: Undoers<"address" | "port" | "broken"> = {
    address: async (id) => void undone.push(`address ${id}`),
    port: async (id) => void undone.push(`port ${id}`),
    broken: async () => Promise.reject(new Error("busy")),
  };
  return { undone, undoers, journal: new FakeJournal() };
}

describe("an undo stack", () => {
  test("takes the steps back, last first, where the block is left early", async () => {
    const { undone, undoers, journal } = setUp();
    await assert.rejects(async () => {
      await using undo = new UndoStack(journal, undoers);
      await undo.step("address", "10.4.0.2", async () => {});
      await undo.step("port", "8080", () => Promise.reject(new Error("port is taken")));
    }, /port is taken/);
    assert.deepEqual(undone, ["port 8080", "address 10.4.0.2"]);
    assert.equal((await journal.abandoned()).size, 0);
  });

  test("takes nothing back after the commit", async () => {
    const { undone, undoers, journal } = setUp();
    {
      await using undo = new UndoStack(journal, undoers);
      await undo.step("port", "8080", async () => {});
      await undo.commit();
    }
    assert.deepEqual(undone, []);
    assert.equal((await journal.abandoned()).size, 0);
  });

  test("has a step in the journal before the step happens", async () => {
    const { undoers, journal } = setUp();
    await using undo = new UndoStack(journal, undoers);
    await undo.step("port", "8080", async () => {
      assert.deepEqual([...(await journal.abandoned()).values()], [[{ kind: "port", id: "8080" }]]);
    });
  });

  test("waits for steps that overlap with the failed one before it takes them back", async () => {
    const { undone, undoers, journal } = setUp();
    const aWhile = new Promise(setImmediate);
    const left = (async () => {
      await using undo = new UndoStack(journal, undoers);
      const address = undo.step("address", "10.4.0.2", () => aWhile.then(() => void undone.push("reserved")));
      await undo.step("port", "8080", () => Promise.reject(new Error("port is taken")));
      await address;
    })();
    await assert.rejects(left, /port is taken/);
    assert.deepEqual(undone, ["reserved", "port 8080", "address 10.4.0.2"]);
  });

  test("takes back without a record what doctor finds by itself", async () => {
    const { undone, undoers, journal } = setUp();
    {
      await using undo = new UndoStack(journal, undoers, { unjournalled: ["address"] });
      await undo.step("address", "10.4.0.2", async () => assert.equal((await journal.abandoned()).size, 0));
    }
    assert.deepEqual(undone, ["address 10.4.0.2"]);
  });

  test("goes on past an undo that fails, and leaves the journal for another attempt", async () => {
    const { undone, undoers, journal } = setUp();
    await journal.append("killed", { kind: "address", id: "10.4.0.2" });
    await journal.append("killed", { kind: "broken", id: "x" });
    await assert.rejects(recover(journal, undoers), { code: "UNDO_FAILED", hint: "run nerdsh doctor --fix" });
    assert.deepEqual(undone, ["address 10.4.0.2"]);
    assert.equal((await journal.abandoned()).size, 1);
  });

  test("recovers every operation that it can, and keeps a record whose kind it does not know", async () => {
    const { undone, undoers, journal } = setUp();
    await journal.append("by a later nerdsh", { kind: "wormhole", id: "x" });
    await journal.append("killed", { kind: "port", id: "8080" });
    await assert.rejects(recover(journal, undoers), { code: "UNDO_FAILED" });
    assert.deepEqual(undone, ["port 8080"]);
    assert.deepEqual([...(await journal.abandoned()).keys()], ["by a later nerdsh"]);
  });
});
