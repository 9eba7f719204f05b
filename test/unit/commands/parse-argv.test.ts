import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { psCommand } from "../../../src/commands/container/ps.ts";
import { runCommand } from "../../../src/commands/container/run.ts";
import { parseArgv } from "../../../src/commands/parse-argv.ts";
import { readInput } from "../../../src/commands/read-options.ts";

const parse = (line: string) => parseArgv(runCommand, line.split(" "));

describe("a run command line", () => {
  test("takes a value after = or in the next word", () => {
    assert.equal(parse("--name=web nginx").name, "web");
    assert.equal(parse("--name web nginx").name, "web");
  });

  test("lets short flags share a dash, and the last of them take the rest of the word", () => {
    const { detach, interactive, tty, publish } = parse("-ditp8080:80 nginx");
    assert.deepEqual([detach, interactive, tty, publish], [true, true, true, ["8080:80"]]);
  });

  test("is told why a flag of Docker cannot be served, in a recipe, too", () => {
    const command = { ...runCommand, refused: { "cpu-moods": "the kernel has none" } };
    const refused = { code: "UNSUPPORTED", message: "--cpu-moods is not supported: the kernel has none" };
    assert.throws(() => parseArgv(command, ["--cpu-moods=3", "nginx"]), refused);
    assert.throws(() => readInput(command, ["nginx"], { cpuMoods: 3 } as object), refused);
  });

  test("gathers a repeated flag in order", () => {
    assert.deepEqual(parse("-p 80:80 --publish=443:443 nginx").publish, ["80:80", "443:443"]);
  });

  test("keeps the last of two values where only one can hold", () => {
    assert.equal(parse("--name a --name b nginx").name, "b");
  });

  test("stops reading options at the image, whose command may have options of its own", () => {
    const { image, command, detach } = parse("alpine ls -d --color=never");
    assert.deepEqual([image, command, detach], ["alpine", ["ls", "-d", "--color=never"], false]);
  });

  test("switches a boolean off with = only", () => {
    assert.equal(parse("--rm=false nginx").rm, false);
    assert.equal(parse("--rm false nginx").image, "false");
  });

  test("reads sizes, numbers and pairs into what they mean", () => {
    const { memory, cpus, env } = parse("-m 512m --cpus 1.5 -e A=1=2 -e HOME nginx");
    assert.deepEqual([memory, cpus, env], [536_870_912, 1.5, { A: "1=2", HOME: null }]);
  });

  test("may have flags that Docker no longer has a use for, or spells in another way", () => {
    const { isolation, netAlias, dnsOption } = parse(
      "--isolation default --disable-content-trust --net-alias www --dns-option ndots:2 nginx",
    );
    assert.deepEqual([isolation, netAlias, dnsOption], ["default", ["www"], ["ndots:2"]]);
  });

  test("has the table's defaults where nothing was written", () => {
    const { pull, rm, publish, env, memory } = parse("nginx");
    assert.deepEqual([pull, rm, publish, env, memory], ["missing", false, [], {}, undefined]);
    pull satisfies "always" | "missing" | "never";
  });
});

describe("a run command line that is wrong", () => {
  const wrong = (line: string, expected: object) => assert.throws(() => parse(line), expected);

  test("names the flag that was probably meant", () => {
    wrong("--pubish 80 nginx", {
      code: "UNKNOWN_FLAG",
      exitCode: 125,
      message: "unknown flag: --pubish",
      hint: "did you mean --publish?",
      suggestions: ["--publish"],
    });
  });

  test("shows how to switch off a boolean that has no --no- form", () => {
    wrong("--no-rm nginx", { code: "UNKNOWN_FLAG", hint: "write --rm=false" });
  });

  test("points into the word where a short flag is unknown", () => {
    wrong("-itx alpine", { code: "UNKNOWN_FLAG", message: "unknown shorthand flag: x in -itx" });
  });

  test("says what a value should have been", () => {
    wrong("--rm=maybe nginx", { message: 'invalid value "maybe" for --rm: expected true or false' });
    wrong("--pull=often nginx", { code: "INVALID_VALUE", message: /expected one of always, missing, never$/ });
    wrong("--isolation hyperv nginx", { code: "INVALID_VALUE", message: /expected one of default$/ });
    const noFilter = { code: "INVALID_VALUE", message: 'invalid value "web" for --filter: expected KEY=VALUE' };
    assert.throws(() => parseArgv(psCommand, ["--filter", "web", "--filter", "status=exited"]), noFilter);
  });

  test("is missing its image, or a flag's value", () => {
    wrong("--rm", { code: "MISSING_ARGUMENT", message: "run requires at least 1 argument" });
    wrong("--name", { code: "MISSING_ARGUMENT", exitCode: 125, message: "flag needs a value: --name" });
  });
});
