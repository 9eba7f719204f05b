import assert from "node:assert/strict";
import { PassThrough, type Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import type { ViewSettings } from "../../../src/api/lifecycle.ts";
import { type HasOutput, OutputOperation } from "../../../src/api/output-operation.ts";
import { NerdError } from "../../../src/errors.ts";

/** What ran, with an output that is there at once; it knows what became of it. */
class Ran implements HasOutput {
  readonly #text: string;
  readonly #exitCode: number;
  settings: ViewSettings | undefined;
  disposed = 0;

  constructor(text: string, exitCode = 0) {
    this.#text = text;
    this.#exitCode = exitCode;
  }

  async output(settings: ViewSettings): Promise<Uint8Array> {
    this.settings = settings;
    if (this.#exitCode === 0 || settings.nothrow) return Buffer.from(this.#text, "latin1");
    throw new NerdError("COMMAND_FAILED", "it failed", { exitCode: this.#exitCode });
  }

  async pipeTo(target: Writable, settings: ViewSettings): Promise<{ exitCode: number }> {
    target.write(await this.output(settings));
    return { exitCode: this.#exitCode };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed++;
  }
}

const operation = (ran: Ran) => OutputOperation.of(async () => ran);

describe("the output of an operation", () => {
  const texts: [written: string, text: string, lines: string[]][] = [
    ["", "", []],
    ["\n", "", [""]],
    ["one", "one", ["one"]],
    ["one\n", "one", ["one"]],
    ["one\n\n", "one\n", ["one", ""]],
    ["one\r\ntwo\r\n", "one\r\ntwo", ["one", "two"]],
    ["\xc3\xbc\n", "ü", ["ü"]],
    [" indented \n", " indented ", [" indented "]],
  ];
  for (const [written, text, lines] of texts) {
    test(`${JSON.stringify(written)} is the text ${JSON.stringify(text)} and ${lines.length} lines`, async () => {
      assert.equal(await operation(new Ran(written)).text(), text);
      assert.deepEqual(await operation(new Ran(written)).lines(), lines);
    });
  }

  test("is given byte by byte, whatever the bytes", async () => {
    const every = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
    const bytes = await operation(new Ran(every)).bytes();
    assert.deepEqual(Buffer.from(bytes).toString("latin1"), every);
  });

  test("is parsed as JSON, which must be valid", async () => {
    assert.deepEqual(await operation(new Ran('{"a":[1]}\n')).json(), { a: [1] });
    await assert.rejects(operation(new Ran("no")).json(), SyntaxError);
  });

  test("goes into a stream, which stays open", async () => {
    const target = new PassThrough();
    assert.deepEqual(await operation(new Ran("one")).pipe(target), { exitCode: 0 });
    assert.deepEqual(await operation(new Ran("two", 3)).pipe(target).nothrow(), { exitCode: 3 });
    target.end();
    assert.equal((await buffer(target)).toString(), "onetwo");
  });
});

describe("reading an output", () => {
  test("disposes of what ran, also where it failed", async () => {
    for (const ran of [new Ran("out"), new Ran("out", 7)]) {
      await operation(ran)
        .text()
        .catch(() => {});
      assert.equal(ran.disposed, 1);
    }
  });

  test("throws for a status other than 0, unless told not to, before or after the view", async () => {
    await assert.rejects(operation(new Ran("out", 7)).text(), { code: "COMMAND_FAILED", exitCode: 7 });
    assert.equal(await operation(new Ran("out", 7)).nothrow().text(), "out");
    assert.equal(await operation(new Ran("out", 7)).text().nothrow(), "out");
  });

  test("hands on that no events are wanted", async () => {
    const ran = new Ran("out");
    await operation(ran).text().quiet();
    assert.equal(ran.settings?.quiet, true);
  });

  test("is announced to the work, so that it comes through pipes; awaiting alone is not", async () => {
    const announced: boolean[] = [];
    const start = () =>
      OutputOperation.of(async ({ captured }) => {
        announced.push(captured);
        return new Ran("");
      });
    await start().text();
    await start().pipe(new PassThrough());
    await start();
    assert.deepEqual(announced, [true, true, false]);
  });
});
