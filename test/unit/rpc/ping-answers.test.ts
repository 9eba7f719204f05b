import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";
import { PingAnswers } from "../../../src/rpc/ping-answers.ts";

describe("answers to a server that asks how far it is", () => {
  let sent: string[];
  let answers: PingAnswers;
  const owe = (...words: string[]) => {
    for (const word of words) answers.owe(Buffer.from(word));
  };
  beforeEach(() => {
    sent = [];
    answers = new PingAnswers((payload) => void sent.push(payload.toString()));
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout"] });
  });

  test("wait a while, and come in the order of the questions", () => {
    owe("first", "second");
    mock.timers.tick(29);
    assert.deepEqual(sent, []);
    mock.timers.tick(1);
    assert.deepEqual(sent, ["first", "second"]);
    owe("third");
    mock.timers.tick(30);
    assert.deepEqual(sent, ["first", "second", "third"]);
  });

  test("are sent to nobody once the connection is over, however many are owed", () => {
    owe("first");
    mock.timers.tick(10);
    owe("second");
    answers.end();
    owe("third");
    mock.timers.tick(1_000);
    assert.deepEqual(sent, []);
  });

  test("wait for nothing from the first large request on, be they owed by then or later", () => {
    owe("first");
    answers.hurry();
    assert.deepEqual(sent, ["first"]);
    owe("second");
    mock.timers.tick(1_000);
    assert.deepEqual(sent, ["first", "second"]);
  });
});
