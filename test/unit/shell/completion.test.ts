import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completionPlace } from "../../../src/shell/completion.ts";
import { CompletionMenu } from "../../../src/shell/completion-menu.ts";

const cases: readonly (readonly [before: string, place: object | undefined])[] = [
  ["ru", { kind: "name", prefix: "ru", start: 0 }],
  ["1 + fo", { kind: "name", prefix: "fo", start: 4 }],
  ["web.", { kind: "property", object: "web", prefix: "", start: 4 }],
  ["a.b?.c", { kind: "property", object: "a.b", prefix: "c", start: 5 }],
  ['run("ng', { kind: "string", call: "run", argument: 0, prefix: "ng", start: 5 }],
  ['exec("web", ["l', { kind: "string", call: "exec", argument: 1, prefix: "l", start: 14 }],
  ['run(f("x"), "ng', { kind: "string", call: "run", argument: 1, prefix: "ng", start: 13 }],
  ['run("nginx", { pub', { kind: "option", call: "run", prefix: "pub", start: 15 }],
  ['run("nginx", { publish: "80", na', { kind: "option", call: "run", prefix: "na", start: 30 }],
  [
    'run("nginx", { network: "fr',
    { kind: "string", call: "run", argument: 1, option: "network", prefix: "fr", start: 25 },
  ],
  [
    'run("nginx", { network: ["a", "b',
    { kind: "string", call: "run", argument: 1, option: "network", prefix: "b", start: 31 },
  ],
  ['import x from "./sr', { kind: "path", prefix: "./sr", start: 15 }],
  ['web.copyTo("/et', { kind: "path", prefix: "/et", start: 12 }],
  ["run ./x", { kind: "path", prefix: "./x", start: 4 }],
  [".lo", { kind: "meta", prefix: "lo", start: 1 }],
  [".load fi", { kind: "path", prefix: "fi", start: 6 }],
  ["cd sr", { kind: "path", prefix: "sr", start: 3 }],
  ["!cat RE", { kind: "path", prefix: "RE", start: 5 }],
  ["stop we", { kind: "word", words: ["stop"], prefix: "we", start: 5 }],
  ["run -it al", { kind: "word", words: ["run", "-it"], prefix: "al", start: 8 }],
  ["run(", undefined],
  ["'text", undefined],
  ["", undefined],
];

describe("completion", () => {
  for (const [before, place] of cases) {
    test(`looks for the right thing after ${JSON.stringify(before)}`, () => {
      assert.deepEqual(
        completionPlace(before, (word) => ["run", "stop"].includes(word)),
        place,
      );
    });
  }

  test("goes as far as all candidates agree, then through them, and round", async () => {
    const menu = new CompletionMenu();
    const open = (prefix: string) =>
      menu.open(async () => ({
        place: { kind: "name", prefix, start: 0 },
        candidates: [{ text: "pull" }, { text: "push" }],
      }));
    await open("p");
    assert.deepEqual([menu.accept(1), menu.isOpen], [{ start: 0, text: "pu" }, false]);
    await open("pu");
    const texts = [menu.accept(1), menu.accept(1), menu.accept(1), menu.accept(-1)].map((accepted) => accepted?.text);
    assert.deepEqual(texts, ["pull", "push", "pull", "push"]);
    assert.deepEqual(menu.lines(), ["▸push"]);
  });

  test("drops an answer that comes after the text has changed", async () => {
    const menu = new CompletionMenu();
    const opened = menu.open(async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return { place: { kind: "name", prefix: "p", start: 0 }, candidates: [{ text: "pull" }] };
    });
    menu.close();
    assert.deepEqual([await opened, menu.isOpen], [false, false]);
  });
});
