import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, test } from "node:test";
import { ownStream } from "../../src/own-stream.ts";
import { ProcessStdio } from "../../src/process-stdio.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("a signal of the caller", () => {
  test("cancels where nobody listens", () => {
    const cancelled: string[] = [];
    using _stdio = new ProcessStdio((signal) => cancelled.push(signal));
    process.emit("SIGINT", "SIGINT");
    assert.deepEqual(cancelled, ["SIGINT"]);
  });

  test("that comes after who has listened cancels nothing, unless it is the third one", () => {
    const [heard, cancelled]: [string[], string[]] = [[], []];
    using stdio = new ProcessStdio((signal) => cancelled.push(signal));
    const stop = stdio.onSignal((signal) => heard.push(signal));
    process.emit("SIGINT", "SIGINT");
    stop();
    for (const signal of ["SIGINT", "SIGINT"] as const) process.emit(signal, signal);
    assert.deepEqual([heard, cancelled], [["SIGINT"], []]);
    process.emit("SIGTERM", "SIGTERM");
    assert.deepEqual(cancelled, ["SIGTERM"]);
  });
});

describe("a stream of the process", () => {
  test("is not made for what is written before somebody asks for it, and has all that is written from then on", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "out");
    const descriptor = openSync(path, "w");
    const made = new PassThrough();
    const own = ownStream(descriptor, () => made);
    assert.equal(own.mayBeTerminal(), false);
    own.write("first\n");
    assert.equal(readFileSync(path, "utf8"), "first\n");
    assert.equal(own.stream(), made);
    own.write("second\n");
    closeSync(descriptor);
    assert.deepEqual([readFileSync(path, "utf8"), String(made.read())], ["first\n", "second\n"]);
  });

  test("takes what a pipe that nobody reads has no room for", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "pipe");
    execFileSync("mkfifo", [path]);
    const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const made = new PassThrough();
    const own = ownStream(descriptor, () => made);
    for (const letter of ["a", "b"]) own.write(letter.repeat(60_000));
    own.write("c");
    closeSync(descriptor);
    assert.match(String(made.read()), /^b+c$/);
  });
});
