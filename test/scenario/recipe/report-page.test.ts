import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { TaskEvent } from "../../../src/task-events.ts";
import { htmlTasks } from "../../../src/ui/tasks/html/html-tasks.ts";
import { junitTasks } from "../../../src/ui/tasks/junit/junit-tasks.ts";
import { Browser } from "../../support/browser.ts";
import { type RecordedRun, recordedRun, reported } from "../../support/recorded-run.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

let shared: Promise<Browser> | undefined;

after(async () => {
  await (await shared)?.[Symbol.asyncDispose]();
});

/** Opens the page of a run, from a file, as people do; the browser is the same for all. */
async function openReport(run: RecordedRun) {
  const directory = await temporaryDirectory();
  const file = join(directory.path, "report.html");
  await writeFile(file, reported(run, htmlTasks));
  shared ??= Browser.open();
  const browser = await shared;
  await browser.visit(`file://${file}`);
  return { browser, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

const textOf = (selector: string) => `document.querySelector(${JSON.stringify(selector)})?.textContent`;
const visibleTasks =
  "[...document.querySelectorAll('details.task')].filter((task) => !task.hidden).map((task) => task.querySelector('.id').textContent)";
const searchFor = (words: string) =>
  `search.value = ${JSON.stringify(words)}; search.dispatchEvent(new Event("input")); undefined`;

describe("the page of a run, in Chromium", () => {
  test("has a bar a task, a graph, names for all that can be reached, and nothing to complain of", async () => {
    await using report = await openReport(recordedRun);
    const { browser } = report;
    assert.deepEqual(
      await browser.evaluate(
        "[...document.querySelectorAll('.row')].map((row) => row.querySelectorAll('.bar').length)",
      ),
      [1, 1, 1, 1, 1],
    );
    const labels = (kind: string) =>
      browser.evaluate(`[...document.querySelectorAll(".bar.${kind}")].map((bar) => bar.getAttribute("aria-label"))`);
    assert.deepEqual(await labels("done"), ["build: done after 1.0 s, from 10 ms to 1.0 s"]);
    assert.deepEqual(await labels("critical"), [
      "lint: failed after 2.2 s, tried 2 times, from 12 ms to 2.2 s, on the critical path",
    ]);
    assert.deepEqual(
      await browser.evaluate("['.node', '.edge'].map((kind) => document.querySelectorAll(kind).length)"),
      [5, 3],
    );
    await browser.call("Accessibility.enable");
    const { nodes } = await browser.call<{ nodes: AccessibleNode[] }>("Accessibility.getFullAXTree");
    const unnamed = nodes.filter(
      ({ ignored, role, name }) => !ignored && reachable.has(role?.value ?? "") && !name?.value,
    );
    assert.deepEqual(unnamed, []);
    assert.deepEqual(browser.complaints, []);
  });

  test("shows a hostile line as text, in its colours, once its log is opened by its bar", async () => {
    await using report = await openReport(recordedRun);
    const { browser } = report;
    assert.equal(await browser.evaluate("document.querySelectorAll('.l').length"), 0);
    await browser.evaluate("document.querySelector('.bar[aria-label^=build]').click()");
    await browser.until("document.querySelectorAll('#log-1 .l').length === 3");
    assert.equal(await browser.evaluate("document.querySelectorAll('img').length"), 0);
    assert.equal(
      await browser.evaluate("[...document.querySelectorAll('#log-1 .l')].at(-1).textContent"),
      "</script><img src=x onerror=alert(1)> & ]]> ``` ",
    );
    assert.equal(await browser.evaluate(textOf("#log-1 .l .f2")), "fine");
    assert.equal(await browser.evaluate("document.querySelector('#log-1 .l .b').style.color"), "rgb(255, 135, 0)");
    assert.equal(await browser.evaluate(textOf("#log-1 .at")), "compile > types <T>");
    assert.deepEqual(browser.complaints, []);
  });

  test("finds lines by the keyboard, in all logs, and by outcome and stream", async () => {
    await using report = await openReport(recordedRun);
    const { browser } = report;
    await browser.press("/");
    for (const character of "ADDS") await browser.press(character);
    await browser.until(`document.getElementById("found").textContent === "1 line in 1 task"`);
    assert.deepEqual(await browser.evaluate(visibleTasks), ["test:22"]);
    assert.equal(await browser.evaluate(textOf("mark")), "adds");
    await browser.press("Escape");
    await browser.until(`${visibleTasks}.length === 5`);
    await browser.evaluate(`outcome.value = "failed"; outcome.dispatchEvent(new Event("change")); undefined`);
    assert.deepEqual(await browser.evaluate(visibleTasks), ["lint", "test:22"]);
    await browser.evaluate(`stream.value = "stderr"; stream.dispatchEvent(new Event("change")); undefined`);
    assert.deepEqual(await browser.evaluate(visibleTasks), ["test:22"]);
    assert.deepEqual(browser.complaints, []);
  });

  test("fits a narrow screen, in light and dark", async () => {
    await using report = await openReport(recordedRun);
    const { browser } = report;
    await browser.call("Emulation.setDeviceMetricsOverride", {
      ...{ width: 400, height: 800, deviceScaleFactor: 1, mobile: true },
    });
    const grounds = new Set<string>();
    for (const value of ["light", "dark"]) {
      await browser.call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
      assert.equal(await browser.evaluate("document.documentElement.scrollWidth"), 400);
      grounds.add(await browser.evaluate("getComputedStyle(document.body).backgroundColor"));
    }
    assert.equal(grounds.size, 2);
    await browser.evaluate("theme.click()");
    assert.equal(await browser.evaluate("document.documentElement.dataset.theme"), "light");
    await browser.call("Emulation.clearDeviceMetricsOverride");
  });

  test("finds lines among 200,000 of 300 tasks", async () => {
    await using report = await openReport(longRun(300, 667));
    const { browser } = report;
    const tookMs = await browser.evaluate<number>(`(async () => {
      const startedMs = performance.now();
      search.value = "line 66";
      outcome.dispatchEvent(new Event("change"));
      document.body.offsetHeight;
      return performance.now() - startedMs;
    })()`);
    assert.equal(await browser.evaluate(textOf("#found")), "2,400 lines in 300 tasks");
    // Far above what it takes, since other tests run at the same time.
    assert.ok(tookMs < 10_000, `${tookMs} ms`);
    await browser.evaluate(searchFor(""));
    await browser.until(`document.getElementById("found").textContent === ""`);
  });

  test("is read as XML where it is JUnit's", async () => {
    await using report = await openReport(recordedRun);
    const xml = JSON.stringify(reported(recordedRun, junitTasks));
    const read = await report.browser.evaluate(`(() => {
      const xml = new DOMParser().parseFromString(${xml}, "application/xml");
      return [...xml.querySelectorAll("parsererror, testcase[name=build] > system-out")].map((node) => node.textContent.split("\\n").at(-1));
    })()`);
    assert.deepEqual(read, ["</script><img src=x onerror=alert(1)> & ]]> ``` ␇"]);
  });
});

interface AccessibleNode {
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
}

const reachable = new Set(["link", "button", "searchbox", "combobox", "region", "DisclosureTriangle", "article"]);

function longRun(tasks: number, lines: number): RecordedRun {
  const ids = Array.from({ length: tasks }, (_, index) => `task-${index}`);
  const eventsOf = (task: string): TaskEvent[] => [
    { type: "task.started", task },
    ...Array.from(
      { length: lines },
      (_, index): TaskEvent => ({ type: "task.output", task, stream: "stdout", line: `line ${index} of ${task}` }),
    ),
    { type: "task.finished", task, outcome: "done", elapsedMs: 1 },
  ];
  return [
    [0, { type: "tasks.planned", tasks: ids.map((id) => ({ id, deps: [] })) }],
    ...ids.flatMap((id, index) => eventsOf(id).map((event) => [index, event] as const)),
    [tasks, { type: "tasks.finished", failed: [], elapsedMs: tasks }],
  ];
}
