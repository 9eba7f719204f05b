import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NerdError } from "../../../src/errors.ts";
import { Faults } from "../../../src/supervisor/faults.ts";

const id = "ab".repeat(32);
const restart = { name: "restart", id };
const names = { name: "name servers" };
const taken = new NerdError("PORT_IN_USE", "port 80 is taken");

function loggedFaults() {
  const lines: string[] = [];
  return { lines, faults: new Faults((kind, message) => lines.push(`${kind} ${message}`)) };
}

describe("what a supervisor logs of its faults", () => {
  test("is a line when something begins to fail, or does so in another way, and one when nothing does any more", () => {
    const { lines, faults } = loggedFaults();
    faults.succeeded(names);
    for (const message of ["one", "one", "two"]) faults.failed(names, new NerdError("CNI_FAILED", message));
    faults.failed(restart, taken);
    faults.succeeded(names);
    faults.succeeded(names);
    assert.deepEqual(lines, [
      "error name servers: CNI_FAILED: one",
      "error name servers: CNI_FAILED: two",
      "error restart of abababababab: PORT_IN_USE: port 80 is taken",
    ]);
    faults.succeeded(restart);
    assert.equal(lines.at(-1), "note all is well again");
    faults.failed(restart, taken);
    assert.equal(lines.length, 5);
  });

  test("does not tell of each container that the engine is away", () => {
    const { lines, faults } = loggedFaults();
    const away = new NerdError("ENGINE_UNAVAILABLE", "the engine ended its events");
    faults.failed(restart, away);
    assert.deepEqual(lines, []);
    faults.failed({ name: "watch" }, away);
    assert.deepEqual(lines, ["error watch: ENGINE_UNAVAILABLE: the engine ended its events"]);
  });

  test("ends with the container that it was about", () => {
    const { lines, faults } = loggedFaults();
    faults.failed(restart, taken);
    faults.keepOnly([id]);
    assert.equal(lines.length, 1);
    faults.keepOnly([]);
    assert.deepEqual(lines.slice(1), ["note all is well again"]);
  });

  test("says where the fault is one of the program's own", () => {
    const { lines, faults } = loggedFaults();
    faults.failed(names, new TypeError("x is undefined"));
    assert.match(lines[0]!, /^error name servers: TypeError: x is undefined\n +at .*faults\.test/);
  });
});
