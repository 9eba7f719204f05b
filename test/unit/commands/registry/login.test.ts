import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseArgv } from "../../../../src/commands/parse-argv.ts";
import { loginCommand } from "../../../../src/commands/registry/login.ts";
import type { Context } from "../../../../src/context.ts";

/** Nobody at a terminal, and no registry: what is refused is refused before either is asked. */
const context = { signal: new AbortController().signal, emit: () => {} } as unknown as Context;

describe("login refuses", () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a login that nobody is there to give", ["-u", "alice", "r.example"], /no terminal to ask/],
    ["a password from two places", ["-u", "alice", "-p", "x", "--password-stdin"], /mutually exclusive/],
    ["a password from standard input without a name", ["--password-stdin"], /needs --username/],
    ["an empty password", ["-u", "alice", "--password-stdin"], /needs a user name and a password/],
    ["a name with a colon", ["-u", "a:b", "-p", "x"], /cannot contain colons/],
    ["a registry that is none", ["-u", "alice", "-p", "x", "a b"], /not a registry: a b/],
  ];
  for (const [what, argv, message] of cases) {
    test(what, async () => {
      await assert.rejects(loginCommand.execute(context, parseArgv(loginCommand, argv)), {
        name: "NerdError",
        message,
      });
    });
  }
});
