import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { TimeMerge } from "../../../../src/compose/logs/time-merge.ts";

interface Line {
  readonly time: string;
  readonly source: number;
}

const patient = { patienceMs: Number.POSITIVE_INFINITY };

async function* given(lines: readonly Line[]): AsyncGenerator<Line> {
  for (const line of lines) {
    // Some come at once, some later.
    if (line.source % 2 === 0) await new Promise(setImmediate);
    yield line;
  }
}

/** A source whose lines come when they are said. */
function spoken(): { say(time: string): void; end(): void; lines: AsyncGenerator<Line> } {
  const said: Line[] = [];
  let isOver = false;
  let wake = () => {};
  return {
    say(time) {
      said.push({ time, source: 0 });
      wake();
    },
    end() {
      isOver = true;
      wake();
    },
    lines: (async function* () {
      for (;;) {
        const line = said.shift();
        if (line !== undefined) yield line;
        else if (isOver) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    })(),
  };
}

async function collected<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}

describe("lines of several logs", () => {
  test("come in the order of their times, none is lost, and each log's own order is kept", async () => {
    const log = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(log, { maxLength: 5 }), async (logs) => {
        const sources = logs.map((times, source) =>
          times.sort((a, b) => a - b).map((second) => ({ time: new Date(second * 1000).toISOString(), source })),
        );
        const merge = new TimeMerge<Line>(patient);
        for (const lines of sources) merge.add(given(lines));
        merge.close();
        const merged = await collected(merge);
        assert.deepEqual(
          merged.map(({ time }) => time),
          sources
            .flat()
            .map(({ time }) => time)
            .sort(),
        );
        for (const [i, lines] of sources.entries())
          assert.deepEqual(
            merged.filter(({ source }) => source === i),
            lines,
          );
      }),
    );
  });

  test("that is silent holds the others up for a moment only", async () => {
    const merge = new TimeMerge<Line>({ patienceMs: 20 });
    const [silent, loud] = [spoken(), spoken()];
    merge.add(silent.lines);
    merge.add(loud.lines);
    const lines = merge[Symbol.asyncIterator]();
    const now = new Date().toISOString();
    loud.say(now);
    assert.equal((await lines.next()).value?.time, now);
    silent.end();
    loud.end();
    merge.close();
    assert.equal((await lines.next()).done, true);
  });

  test("are closed when their reader has enough, those that wait for their turn, too", async () => {
    const closed: string[] = [];
    async function* open(name: string, time: string): AsyncGenerator<Line> {
      try {
        for (;;) yield { time, source: 0 };
      } finally {
        closed.push(name);
      }
    }
    const merge = new TimeMerge<Line>(patient);
    merge.add(open("early", "2026-01-01T00:00:00Z"));
    merge.add(open("late", "2026-01-02T00:00:00Z"));
    for await (const { time } of merge) if (time !== "") break;
    await new Promise(setImmediate);
    assert.deepEqual(closed.sort(), ["early", "late"]);
  });

  test("end with the failure of one of them", async () => {
    const merge = new TimeMerge<Line>(patient);
    merge.add(given([{ time: "2026-01-01T00:00:00Z", source: 1 }]));
    merge.add(
      // biome-ignore lint/correctness/useYield: it fails before it has anything to give.
      (async function* (): AsyncGenerator<Line> {
        throw new Error("gone");
      })(),
    );
    merge.close();
    await assert.rejects(collected(merge), /gone/);
  });
});
