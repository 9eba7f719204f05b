import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { signalNumber } from "../../../src/container/signal-number.ts";

describe("a signal", () => {
  const cases: readonly [text: string, number: number][] = [
    ["SIGTERM", 15],
    ["term", 15],
    ["Kill", 9],
    ["9", 9],
    ["64", 64],
    ["SIGUSR1", 10],
    ["SIGRTMIN", 34],
    ["RTMIN+3", 37],
    ["sigrtmax-1", 63],
    ["SIGRTMAX", 64],
  ];
  for (const [text, number] of cases) test(`${text} is ${number}`, () => assert.equal(signalNumber(text), number));

  for (const text of ["", "0", "65", "-9", "SIG", "RTMAX+1", "RTMIN+99", "constructor", "1.5"]) {
    test(`${JSON.stringify(text)} is refused`, () => {
      assert.throws(() => signalNumber(text), { code: "INVALID_VALUE", message: `invalid signal: ${text}` });
    });
  }

  test("that is misspelt comes with the closest one", () => {
    assert.throws(() => signalNumber("SIGTREM"), { hint: "did you mean SIGTERM?" });
  });
});
