import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bakeListing, parseListRequest } from "../../../../src/build/bake/bake-list.ts";
import { evaluatedFiles } from "../../../../src/build/bake/hcl/evaluated-files.ts";
import { standardFunctions } from "../../../../src/build/bake/hcl/functions/standard.ts";

describe("what a bake file has", () => {
  const text = `variable "TAG" {
  type = string
  default = "dev"
  description = "What images are called"
}
variable "NOTHING" { default = null }
group "default" { targets = ["app", "_base"] }
target "app" { description = "The server" }
target "_base" {}
`;
  const list = (asked: string) => {
    const functions = standardFunctions({ homeDirectory: "/root", now: () => new Date(0) });
    const sources = [{ file: "docker-bake.hcl", text }];
    const file = evaluatedFiles(sources, { environment: { TAG: "v1" }, builtIn: {}, functions });
    return bakeListing(file, parseListRequest(asked));
  };

  it("is listed: targets but those for others to inherit, with groups; and variables as they are now", () => {
    assert.deepEqual(list("targets"), {
      kind: "table",
      rows: [
        ["TARGET", "DESCRIPTION"],
        ["app", "The server"],
        ["default", "app, _base"],
      ],
    });
    assert.deepEqual(list("variables"), {
      kind: "table",
      rows: [
        ["VARIABLE", "TYPE", "VALUE", "DESCRIPTION"],
        ["NOTHING", "", "<null>", ""],
        ["TAG", "string", "v1", "What images are called"],
      ],
    });
  });

  it("is listed as JSON, and nothing else is", () => {
    assert.deepEqual(list("type=targets,format=json"), {
      kind: "json",
      objects: [
        { name: "app", description: "The server" },
        { name: "default", description: "app, _base", group: true },
      ],
    });
    for (const asked of ["groups", "type=targets,format=yaml", "type=targets,as=json", ""])
      assert.throws(() => parseListRequest(asked), { code: "INVALID_VALUE" });
  });
});
