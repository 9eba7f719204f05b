import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ProgressOperation } from "../../../src/api/progress-operation.ts";
import type { ContextBase } from "../../../src/api/session.ts";
import { NerdError } from "../../../src/errors.ts";
import type { NerdEvent } from "../../../src/events.ts";

const event = (message: string): NerdEvent => ({ type: "warning", code: "TEST", message });

function operation<T>(work: (emit: (message: string) => void) => Promise<T>) {
  const emitted: NerdEvent[] = [];
  const base = { emit: (event: NerdEvent) => void emitted.push(event) } as unknown as ContextBase; // Nothing else is used.
  const of = ProgressOperation.of(
    async () => base,
    async (context) => await work((message) => context.emit(event(message))),
  );
  return { of, emitted };
}

async function messages(events: AsyncIterable<NerdEvent>): Promise<string[]> {
  const found: string[] = [];
  for await (const event of events) found.push(event.type === "warning" ? event.message : event.type);
  return found;
}

describe("an operation that tells how far it is", () => {
  test("gives its events to a loop, and its result to an await, in any order", async () => {
    const { of, emitted } = operation(async (emit) => {
      emit("one");
      await null;
      emit("two");
      return 3;
    });
    const [first, second, result] = await Promise.all([messages(of), messages(of), of]);
    assert.deepEqual(first, ["one", "two"]);
    assert.deepEqual(second, first);
    assert.equal(result, 3);
    assert.equal(emitted.length, 2);
    assert.deepEqual(await messages(of), []);
  });

  test("ends a loop with its failure, after the events before it", async () => {
    const { of } = operation(async (emit) => {
      emit("one");
      throw new NerdError("NOT_FOUND", "gone");
    });
    const seen: string[] = [];
    await assert.rejects(
      async () => {
        for await (const event of of) seen.push(event.type);
      },
      { code: "NOT_FOUND" },
    );
    assert.deepEqual(seen, ["warning"]);
  });

  test("goes on where a loop is left", async () => {
    const { of } = operation(async (emit) => {
      for (const word of ["one", "two", "three"]) {
        emit(word);
        await null;
      }
      return "done";
    });
    for await (const _event of of) break;
    assert.equal(await of, "done");
  });

  test("tells nobody else where it is quiet, and a loop all the same", async () => {
    const { of, emitted } = operation(async (emit) => emit("one"));
    assert.deepEqual(await messages(of.quiet()), ["one"]);
    assert.deepEqual(emitted, []);
  });
});
