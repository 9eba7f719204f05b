import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { composeFlags, composeRefused, hoistGroupFlags } from "../../../../src/commands/compose/group-flags.ts";
import { resolveCommand } from "../../../../src/commands/table.ts";

describe("hoistGroupFlags", () => {
  for (const [words, hoisted] of [
    ["config -q", "config -q"],
    ["-f a.yml config -q", "config --file=a.yml -q"],
    ["-fa.yml -f=b.yml -p x logs -f web", "logs --file=a.yml --file=b.yml --project-name=x -f web"],
    ["--file=a.yml --profile p --dry-run up", "up --file=a.yml --profile=p --dry-run"],
    ["--progress plain up", "up --progress=plain"],
    ["--compatibility=false ps", "ps --compatibility=false"],
    ["-f - config", "config --file=- "],
    ["-f a.yml --help", "--help"],
    ["-f a.yml", "--file=a.yml"],
  ] as const) {
    test(`makes ${hoisted} of ${words}`, () =>
      assert.deepEqual(hoistGroupFlags(words.split(" ")), hoisted.trim().split(" ")));
  }

  test("names a flag that is none of the group's", () => {
    assert.throws(() => hoistGroupFlags(["-x", "config"]), { code: "UNKNOWN_FLAG" });
    assert.throws(() => hoistGroupFlags(["--profil", "a", "config"]), {
      code: "UNKNOWN_FLAG",
      suggestions: ["--profile"],
    });
  });

  test("misses a value", () => {
    assert.throws(() => hoistGroupFlags(["-f"]), { code: "MISSING_ARGUMENT" });
  });
});

describe("the group compose", () => {
  test("finds the command behind its flags", () => {
    assert.deepEqual(resolveCommand(["compose", "-p", "shop", "config", "--services"]), {
      kind: "command",
      name: "compose config",
      rest: ["--project-name=shop", "--services"],
    });
  });

  test("shows its help where no command follows", () => {
    assert.deepEqual(resolveCommand(["compose", "-f", "a.yml"]), { kind: "group", group: "compose" });
  });

  test("has each flag of nerdctl's, or refuses it with the reason", () => {
    const rows = readFileSync(new URL("../../../fixtures/cli/compose.tsv", import.meta.url), "utf8")
      .trim()
      .split("\n");
    const flags = rows.map((row) => row.split("\t")).filter(([command, flag]) => command === "compose" && flag !== "");
    assert.ok(flags.length >= 6);
    for (const [, flag = ""] of flags) assert.ok(flag in composeFlags !== flag in composeRefused, flag);
  });
});
