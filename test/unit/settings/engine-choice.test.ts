import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type EngineChoiceInput, engineChoice } from "../../../src/settings/engine-choice.ts";

const nothingSaid: EngineChoiceInput = {
  flag: undefined,
  flagAddress: undefined,
  environment: undefined,
  namedAddress: undefined,
  privateRoot: undefined,
  hasUsualSocket: false,
};

describe("the engine is", () => {
  const cases: readonly [title: string, expected: "system" | "embedded", input: Partial<EngineChoiceInput>][] = [
    ["embedded where the host has no containerd", "embedded", {}],
    ["the system's where its socket exists", "system", { hasUsualSocket: true }],
    ["the system's where a variable or nerdctl.toml names an address", "system", { namedAddress: "/c.sock" }],
    ["the system's where --address names one", "system", { flagAddress: "/c.sock", environment: "embedded" }],
    ["embedded where NERDSH_ENGINE says so", "embedded", { environment: "embedded", namedAddress: "/c.sock" }],
    ["what --engine says, whatever NERDSH_ENGINE says", "system", { flag: "system", environment: "embedded" }],
    ["found out where --engine says auto", "system", { flag: "auto", environment: "embedded", hasUsualSocket: true }],
    ["embedded with a private root", "embedded", { privateRoot: "/srv/ci", hasUsualSocket: true }],
    ["the system's with a private root and an address", "system", { privateRoot: "/srv/ci", namedAddress: "/c.sock" }],
  ];
  for (const [title, expected, input] of cases) {
    test(title, () => assert.equal(engineChoice({ ...nothingSaid, ...input }), expected));
  }
});
