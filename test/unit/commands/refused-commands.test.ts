import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resolveCommand } from "../../../src/commands/table.ts";

describe("a command that cannot be served", () => {
  test("is refused by name, with the reason", () => {
    for (const words of [["ipfs"], ["ipfs", "registry", "serve"]])
      assert.throws(() => resolveCommand(words), { code: "UNSUPPORTED", message: /^ipfs is not served: / });
  });

  test("is refused where it is another program's, or a cluster's", () => {
    const names = ["apparmor", "config", "context", "node", "plugin", "secret", "service", "stack", "swarm", "trust"];
    for (const name of names) {
      const message = new RegExp(`^${name} is not served: \\w`);
      assert.throws(() => resolveCommand([name, "ls"]), { code: "UNSUPPORTED", message, hint: /\w/ });
    }
  });

  test("is refused within a group that is served", () => {
    for (const words of [
      ["compose", "alpha", "viz"],
      ["compose", "bridge"],
      ["compose", "-f", "a.yml", "alpha"],
      ["buildx", "debug"],
      ["internal", "oci-hook", "createRuntime"],
    ])
      assert.throws(() => resolveCommand(words), {
        code: "UNSUPPORTED",
        message: /^(compose (alpha|bridge)|buildx debug|internal oci-hook) is not served: /,
      });
  });

  test("is not every word that an object has", () => {
    assert.throws(() => resolveCommand(["constructor"]), { code: "UNKNOWN_COMMAND" });
  });
});
