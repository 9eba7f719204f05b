import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ciEnvironment, taskColorLevel } from "../../../../src/recipe/tasks/ci-environment.ts";

describe("the CI that a run finds itself in", () => {
  const cases: readonly [environment: Record<string, string>, reporter: string | undefined, level: number][] = [
    [{}, undefined, 0],
    [{ CI: "" }, undefined, 0],
    [{ CI: "false" }, undefined, 0],
    [{ CI: "true" }, "plain", 0],
    [{ CI: "1", TERM: "dumb" }, "plain", 0],
    [{ CI: "true", GITHUB_ACTIONS: "true" }, "github", 1],
    [{ GITHUB_ACTIONS: "true", TERM: "dumb" }, "github", 1],
    [{ GITHUB_ACTIONS: "true", NO_COLOR: "1" }, "github", 0],
    [{ GITLAB_CI: "true", CI: "true" }, "gitlab", 1],
    [{ TF_BUILD: "True" }, "plain", 1],
    [{ BUILDKITE: "true", TERM: "xterm-256color" }, "plain", 2],
    [{ JENKINS_URL: "https://ci.example/" }, "plain", 0],
    [{ JENKINS_URL: "https://ci.example/", FORCE_COLOR: "3" }, "plain", 3],
    [{ BITBUCKET_BUILD_NUMBER: "0" }, undefined, 0],
  ];
  for (const [environment, reporter, level] of cases) {
    test(`with ${JSON.stringify(environment)} is shown as ${reporter}, with colours of level ${level}`, () => {
      assert.deepEqual([ciEnvironment(environment).reporter, taskColorLevel(environment, false)], [reporter, level]);
    });
  }
});
