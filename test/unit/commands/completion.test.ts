import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { globalSyntax } from "../../../src/cli/global-flags.ts";
import { type Wanted, wantedAt } from "../../../src/commands/completion/candidates.ts";
import { completionScript } from "../../../src/commands/completion/script.ts";

/** What is offered at the end of the line; a blank at its end begins a new word. */
const at = (line: string): Promise<Wanted> => wantedAt(globalSyntax, line.split(" "));
const words = async (line: string) => (await at(line)).candidates.map(({ word }) => word);
const names = async (line: string) => (await at(line)).names;

describe("completion", () => {
  test("offers commands and groups, and a group's members", async () => {
    const first = await words("");
    for (const word of ["run", "ps", "image", "doctor"]) assert.ok(first.includes(word), word);
    assert.ok(!first.some((word) => word.includes(" ")));
    assert.deepEqual((await words("engine ")).sort(), ["install", "start", "status", "stop"]);
  });

  test("offers a command's flags with what they do, under each of its names", async () => {
    const flags = (await at("container run --")).candidates;
    assert.deepEqual(
      flags.find(({ word }) => word === "--rm"),
      { word: "--rm", note: "Remove the container when it exits" },
    );
    assert.deepEqual(await words("run -"), await words("container run -"));
  });

  test("offers a flag's choices, in a word of their own or behind =", async () => {
    assert.deepEqual(await words("run --pull "), ["always", "missing", "never"]);
    assert.deepEqual(await words("run --pull=m"), ["--pull=always", "--pull=missing", "--pull=never"]);
    assert.deepEqual(await words("--engine "), ["auto", "system", "embedded"]);
  });

  test("asks the engine for names by what the declaration calls the place", async () => {
    assert.deepEqual(await names("stop web "), ["container"]);
    assert.deepEqual(await names("rmi "), ["image"]);
    assert.deepEqual(await names("run --rm "), ["image"]);
    assert.deepEqual(await names("run -dit --network "), ["network"]);
    assert.deepEqual(await names("--namespace "), ["namespace"]);
    assert.deepEqual(await names("inspect "), ["container", "image"]);
  });

  test("takes words behind global flags, and a value for none of the arguments", async () => {
    assert.deepEqual(await names("--namespace k8s.io -D stop "), ["container"]);
    assert.deepEqual(await names("run --name web "), ["image"]);
    assert.deepEqual(await names("run -e A=1 -- "), ["image"]);
  });

  test("offers nothing of ours where the container's own words are, or nothing fits", async () => {
    const nothing = { candidates: [], names: [], prefix: "" };
    assert.deepEqual(await at("run alpine ls --"), nothing);
    assert.deepEqual(await at("run --env-file "), nothing);
    assert.deepEqual(await at("nonsense "), nothing);
  });
});

test("a shell that there is no script for is answered with those there are", () => {
  assert.throws(() => completionScript("bsh"), {
    code: "INVALID_VALUE",
    message: "no completion script for this shell: bsh",
    suggestions: ["bash", "zsh"],
    hint: "there is one for bash, zsh, fish",
  });
});
