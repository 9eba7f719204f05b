import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commandDirectory, workspaceOf } from "../../../../src/api/container-shell/workspace.ts";

describe("the workspace of a container's commands", () => {
  const programDirectory = "/home/me/project";

  test("is where the program is, unless told otherwise", () => {
    const project = { directory: "/home/me/project", workdir: "/home/me/project" };
    assert.deepEqual(workspaceOf({ programDirectory }), project);
    assert.deepEqual(workspaceOf({ programDirectory, workspace: "../other" }), {
      directory: "/home/me/other",
      workdir: "/home/me/other",
    });
    assert.equal(workspaceOf({ programDirectory, workspace: false }), undefined);
  });

  test("stays where it is for a scope in a directory below, and goes along with one that is elsewhere", () => {
    assert.deepEqual(workspaceOf({ programDirectory, cwd: "packages/a" }), {
      directory: "/home/me/project",
      workdir: "/home/me/project/packages/a",
    });
    assert.deepEqual(workspaceOf({ programDirectory, cwd: "/srv" }), { directory: "/srv", workdir: "/srv" });
    assert.deepEqual(workspaceOf({ programDirectory, cwd: "/srv", workspace: programDirectory }), {
      directory: programDirectory,
      workdir: programDirectory,
    });
  });

  test("is never laid over the image's own programs", () => {
    for (const directory of ["/", "/etc", "/usr"]) {
      assert.throws(() => workspaceOf({ programDirectory: directory }), { code: "INVALID_VALUE" });
    }
  });
});

describe("the directory of a command", () => {
  test("is below that of the others where it is relative", () => {
    assert.equal(commandDirectory("/work", undefined), "/work");
    assert.equal(commandDirectory("/work", "a/../b"), "/work/b");
    assert.equal(commandDirectory("/work", "/tmp"), "/tmp");
    assert.equal(commandDirectory(undefined, undefined), undefined);
    assert.throws(() => commandDirectory(undefined, "a"), { code: "INVALID_VALUE" });
  });
});
