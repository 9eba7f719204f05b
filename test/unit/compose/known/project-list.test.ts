import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { listedProjects, withNames } from "../../../../src/compose/known/project-list.ts";

const container = (project: string, status: string, files?: string) => ({
  status,
  labels: {
    "com.docker.compose.project": project,
    "com.docker.compose.config-hash": "0ab1",
    ...(files && { "com.docker.compose.project.config_files": files }),
  },
});

describe("projects as docker compose ls has them", () => {
  const listed = listedProjects([
    container("shop", "running", "/shop/compose.yaml,/shop/test.yaml"),
    container("shop", "exited", "/shop/compose.yaml"),
    container("shop", "running", "/shop/other.yaml"),
    // nerdctl writes down no files.
    container("blog", "running"),
    { status: "running", labels: {} },
    { status: "running", labels: { "com.docker.compose.project": "copied" } },
  ]);

  test("count containers by state, and name each file once", () => {
    assert.deepEqual(listed, [
      { Name: "blog", Status: "running(1)", ConfigFiles: "N/A" },
      {
        Name: "shop",
        Status: "exited(1), running(2)",
        ConfigFiles: "/shop/compose.yaml,/shop/test.yaml,/shop/other.yaml",
      },
    ]);
  });

  test("are found by name, or by a part of it", () => {
    const names = (filters: string[]) => withNames(listed, filters).map(({ Name }) => Name);
    assert.deepEqual(
      [names([]), names(["shop"]), names(["^b"]), names(["x"])],
      [["blog", "shop"], ["shop"], ["blog"], []],
    );
    assert.throws(() => names(["("]), { code: "INVALID_VALUE" });
  });
});
