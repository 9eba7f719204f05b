import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resolveCommand } from "../../../src/commands/table.ts";

describe("a command that cannot be served", () => {
  test("is refused by name, with the reason", () => {
    for (const words of [["ipfs"], ["ipfs", "registry", "serve"]])
      assert.throws(() => resolveCommand(words), { code: "UNSUPPORTED", message: /^ipfs is not served: / });
  });

  test("is refused within a group that is served", () => {
    for (const words of [
      ["compose", "alpha", "viz"],
      ["compose", "bridge"],
      ["compose", "-f", "a.yml", "alpha"],
    ])
      assert.throws(() => resolveCommand(words), {
        code: "UNSUPPORTED",
        message: /^compose (alpha|bridge) is not served: /,
      });
  });

  test("is not every word that an object has", () => {
    assert.throws(() => resolveCommand(["constructor"]), { code: "UNKNOWN_COMMAND" });
  });
});
