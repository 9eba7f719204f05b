import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadColors } from "../../../../src/ui/colors.ts";
import { withFailures } from "../../../../src/ui/tasks/failures-text.ts";
import { githubTasks } from "../../../../src/ui/tasks/github/github-tasks.ts";
import { gitlabTasks } from "../../../../src/ui/tasks/gitlab/gitlab-tasks.ts";
import { htmlTasks } from "../../../../src/ui/tasks/html/html-tasks.ts";
import { pageScript } from "../../../../src/ui/tasks/html/page-script.ts";
import { pageStyle } from "../../../../src/ui/tasks/html/page-style.ts";
import { jsonTasks } from "../../../../src/ui/tasks/json-tasks.ts";
import { junitTasks } from "../../../../src/ui/tasks/junit/junit-tasks.ts";
import { plainTasks } from "../../../../src/ui/tasks/plain-tasks.ts";
import { assertGolden } from "../../../support/golden.ts";
import { recordedRun, reported } from "../../../support/recorded-run.ts";
import { Screen } from "../../../support/screen.ts";

const terminal = new Screen(80);
const colored = { colors: await loadColors(1), isColored: true };

async function assertTextGolden(name: string, text: string): Promise<void> {
  await assertGolden(`tasks/${name}`, text.split("\n"));
}

describe("a recorded run of tasks", () => {
  test("is plain lines, each behind its task's name", () =>
    assertTextGolden("plain", reported(recordedRun, plainTasks)));

  test("is plain lines that do not mix where they are grouped", () =>
    assertTextGolden("plain-grouped", reported(recordedRun, plainTasks, { isGrouped: true })));

  test("has coloured names of one width in a terminal", () =>
    assertTextGolden("plain-terminal", reported(recordedRun, plainTasks, { ...colored, terminal })));

  test("is groups and annotations for GitHub", () => assertTextGolden("github", reported(recordedRun, githubTasks)));

  test("is a table and what failed in GitHub's summary", async () => {
    let summary = "";
    const keep = (text: string) => {
      summary += text;
    };
    reported(recordedRun, githubTasks, { summary: keep });
    await assertTextGolden("github-summary", summary);
  });

  test("is sections in sections for GitLab, coloured", () =>
    assertTextGolden("gitlab", reported(recordedRun, gitlabTasks, colored)));

  test("is a suite of JUnit", () => assertTextGolden("junit", reported(recordedRun, junitTasks)));

  test("is a page", async () => {
    const page = reported(recordedRun, htmlTasks);
    const own = page
      .replace(pageStyle, "STYLE")
      .replace(pageScript, "SCRIPT")
      .replace(/sha256-[^']+/, "sha256-…");
    await assertTextGolden("html", own);
  });

  test("is JSON, an event a line", async () => {
    const lines = reported(recordedRun, ({ write, now }) => jsonTasks(write, now))
      .trimEnd()
      .split("\n");
    await assertGolden(
      "tasks/json",
      lines.map((line) => JSON.parse(line)),
    );
  });

  test("names files from the repository's directory where a CI knows it", () => {
    const workspace = "/work";
    assert.match(reported(recordedRun, githubTasks, { workspace }), /^::error file=app\/ci\.nerd\.ts,line=21,col=7,/m);
    assert.match(
      reported(recordedRun, junitTasks, { workspace }),
      /name="test:22" .* file="app\/ci\.nerd\.ts" line="21"/,
    );
  });

  test("ends with the first failure in full where nobody else tells it", () => {
    const text = reported(recordedRun, (setup) => withFailures(plainTasks(setup), setup.write, setup));
    const last = text.slice(text.indexOf("also failed"));
    assert.equal(
      last,
      [
        "also failed: lint: lint, too",
        "failed: test:22",
        "error: a container failed: test,",
        "with 100%",
        "  why",
        "  at test (ci.nerd.ts:21:7)",
        "  hint: look at <it>",
        "",
      ].join("\n"),
    );
  });

  test("is a report also where it was stopped in its midst", () => {
    const half = recordedRun.filter(([atMs]) => atMs < 1065);
    assert.match(
      reported(half, junitTasks),
      /<testcase name="test:22" [^>]*>\n +<skipped message="the run was stopped"\/>/,
    );
    assert.match(reported(half, htmlTasks), /<span class="badge stopped">stopped<\/span>/);
    assert.match(
      reported(half, githubTasks),
      /\n::group::test:22: goes on\n▸ unit\n {2}not ok 1 - adds, a\|b\n::endgroup::\n$/,
    );
  });

  test("is forgotten by reports once another one follows, as in watching", () => {
    const again = recordedRun.map(([atMs, event]) => [atMs + 5000, event] as const);
    const shifted = (text: string) => text.replaceAll("03:04:10", "03:04:05");
    assert.equal(shifted(reported([...recordedRun, ...again], junitTasks)), reported(recordedRun, junitTasks));
  });
});
