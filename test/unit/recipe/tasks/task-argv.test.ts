import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { splitTaskArgv, type TakenBy } from "../../../../src/recipe/tasks/task-argv.ts";

const taken: Record<string, ReturnType<TakenBy>> = {
  deploy: {
    flags: { env: { type: "string", short: "e", summary: "" }, jobs: { type: "bool", summary: "" } },
    args: { target: "required" },
  },
  exec: { flags: {}, args: { command: "rest" } },
};
const split = (line: string) => splitTaskArgv(line.split(" "), (name) => taken[name]);
const task = (name: string, ...words: string[]) => ({ name, help: false, words });
const tasksOf = (line: string) => split(line).tasks.map(({ name, help, words }) => ({ name, help, words }));

describe("the words after a recipe with tasks", () => {
  test("are the run's flags, and tasks with what each of them takes", () => {
    const line = "--jobs 4 build deploy --env prod web --force lint";
    assert.deepEqual(split(line).runner, ["--jobs", "4", "--force"]);
    assert.deepEqual(tasksOf(line), [task("build"), task("deploy", "--env", "prod", "web"), task("lint")]);
  });

  test("give a task its own flag of a name that the run has too", () => {
    assert.deepEqual(split("deploy --jobs web").runner, []);
    assert.deepEqual(tasksOf("deploy --jobs -eprod web"), [task("deploy", "--jobs", "-eprod", "web")]);
  });

  test("give a task with words to the end all of them, and what follows -- untouched", () => {
    assert.deepEqual(tasksOf("exec ls build"), [task("exec", "ls", "build")]);
    assert.deepEqual(tasksOf("exec -- ls --force"), [task("exec", "--", "ls", "--force")]);
  });

  test("ask for help of the recipe, or of a task", () => {
    assert.equal(split("--help").help, true);
    assert.deepEqual(tasksOf("deploy --help"), [{ ...task("deploy"), help: true }]);
  });

  test("are refused with the nearest flag", () => {
    assert.throws(() => split("deploy --evn prod"), { code: "UNKNOWN_FLAG", suggestions: ["--env"] });
  });
});
