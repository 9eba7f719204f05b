import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nearCommand, nearName } from "../../../src/shell/near-command.ts";

const nearby = {
  commands: ["ps", "run", "images", "logs", "stop"],
  isProgram: (name: string) => ["docker", "git", "ls"].includes(name),
};
const missing = (name: string) => new ReferenceError(`${name} is not defined`);

describe("a line that failed as a program", () => {
  for (const [line, error, hint] of [
    ["psa", missing("psa"), "did you mean ps?"],
    ["imgaes -a", missing("imgaes"), "did you mean images?"],
    ["rnu -it alpine sh", new SyntaxError("Unexpected identifier"), "did you mean run?"],
    ["lgos web", new SyntaxError("Unexpected identifier"), "did you mean logs?"],
    ["stpo", new ReferenceError("Can't find variable: stpo"), "did you mean stop?"],
  ] as const) {
    test(`was meant as a command: ${line}`, () => {
      const { code, message, hint: said } = nearCommand(line, error, nearby) ?? {};
      assert.deepEqual([code, message, said], ["UNKNOWN_COMMAND", `unknown command: ${line.split(" ")[0]}`, hint]);
    });
  }

  for (const [line, error] of [
    ["ls", missing("ls")],
    ["git status --short", new SyntaxError("Unexpected identifier")],
  ] as const) {
    test(`was meant for the host's shell: ${line}`, () => {
      const { message, hint } = nearCommand(line, error, nearby) ?? {};
      assert.deepEqual([message, hint], [`${line.split(" ")[0]} is a program of this host`, `!${line} runs it`]);
    });
  }

  test("is a command of ours as fingers know it from Docker", () => {
    const said = (line: string) => nearCommand(line, new SyntaxError("Unexpected identifier"), nearby)?.hint;
    assert.equal(said("docker ps -q"), "write ps -q, or !docker ps -q for that of the host");
    assert.equal(said("docker swarm init"), "!docker swarm init runs it");
    assert.equal(said("podman run -it alpine sh"), "write run -it alpine sh");
  });

  for (const [line, error] of [
    ["total", missing("total")],
    ["git()", missing("git")],
    ["psa", new TypeError("psa is not a function")],
    ["psa", missing("inner")],
    ["psa()", missing("psa")],
    ["psa = 1", missing("psa")],
    ["const x y", new SyntaxError("Unexpected identifier")],
    ["psa\nlgos web", new SyntaxError("Unexpected identifier")],
  ] as const) {
    test(`is to blame itself: ${JSON.stringify(line)} with ${error.message}`, () =>
      assert.equal(nearCommand(line, error, nearby), undefined));
  }
});

describe("a line that calls what nothing is called", () => {
  const names = ["pull", "run", "images", "web"];

  test("is told the nearest name", () => {
    const said = (code: string, error: unknown) => nearName(code, error, names)?.message;
    assert.equal(said('await pul("nginx")', missing("pul")), "pul is not defined; did you mean pull?");
    assert.equal(
      said("wbe.stop()", new ReferenceError("Can't find variable: wbe")),
      "wbe is not defined; did you mean web?",
    );
  });

  test("is not where no name is near, another part of the program failed, or it failed otherwise", () => {
    assert.equal(nearName("total()", missing("total"), names), undefined);
    assert.equal(nearName("other()", missing("pul"), names), undefined);
    assert.equal(nearName("pul()", new TypeError("pul is not a function"), names), undefined);
  });
});
