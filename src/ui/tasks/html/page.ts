import { createHash } from "node:crypto";
import { lengthOf, type RecordedTask, type RunRecord } from "../run-record.ts";
import { elapsedText, taskOutcomes } from "../task-text.ts";
import { criticalPath } from "./critical-path.ts";
import { html, scriptJson } from "./escape.ts";
import { failures } from "./failures.ts";
import { graph } from "./graph.ts";
import { logData } from "./log-data.ts";
import { endingOf, marks, outcomeOf } from "./outcome.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import { timeline } from "./timeline.ts";

interface PageOptions {
  /** The recipe. */
  readonly name: string;
  readonly cwd: string;
}

/** The whole report. Nothing but its own script may run in it, whatever tasks wrote. */
export function page(record: RunRecord, { name, cwd }: PageOptions): string {
  const tasks = [...record.tasks.values()];
  const numbers = new Map(tasks.map(({ id }, index) => [id, index + 1]));
  const linkOf = (id: string) => `log-${numbers.get(id) ?? 0}`;
  const path = criticalPath(record.tasks);
  const critical = new Set(path);
  const drawing = graph(record.tasks, critical, linkOf);
  const state = record.elapsedMs === undefined ? "stopped" : record.failed.length > 0 ? "failed" : "done";
  const links = [
    ...(record.failed.length > 0 ? ["failures"] : []),
    ...["timeline", ...(drawing === undefined ? [] : ["graph"]), "logs"],
  ];
  const title = `${name}: ${state} in ${elapsedText(record.lengthMs)}`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${sha256(pageScript)}'`;
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${html(title)}</title>\n<style>${pageStyle}</style>\n</head>\n<body>`,
    `<a class="skip" href="#content">Skip to the content</a>`,
    `<header class="top wide"><div class="title"><h1>${html(name)}</h1><span class="badge ${state}">${state}</span>`,
    `<button id="theme" class="theme" type="button">Dark</button></div>`,
    `<p class="when"><time datetime="${new Date(record.startedAtMs).toISOString()}">${whenText(record.startedAtMs)}</time></p>`,
    tiles(record, path),
    `</header>\n<nav aria-label="Parts of the report"><ul class="wide">${links.map((id) => `<li><a href="#${id}">${id[0]!.toUpperCase()}${id.slice(1)}</a></li>`).join("")}</ul></nav>`, // None is empty.
    `<main id="content" class="wide">`,
    failures(record, { cwd, linkOf }),
    `<section id="timeline" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2>`,
    `<p class="note"><span class="key"></span>critical path: what ended last, and of what it needed always what ended last</p>`,
    `<div class="scroll" tabindex="0" role="region" aria-label="Timeline of tasks">${timeline(record, critical, linkOf)}</div></section>`,
    ...(drawing === undefined
      ? []
      : [
          `<section id="graph" aria-labelledby="graph-title"><h2 id="graph-title">Graph</h2>`,
          `<p class="note">from what is needed, on the left, to what needs it</p>`,
          `<div class="scroll" tabindex="0" role="region" aria-label="Graph of tasks">${drawing}</div></section>`,
        ]),
    `<section id="logs" aria-labelledby="logs-title"><h2 id="logs-title">Logs</h2>`,
    tools,
    ...tasks.map((task) => logHead(task, linkOf(task.id))),
    `</section>\n</main>\n<footer class="wide">Press <kbd>/</kbd> to search the logs. Written by nerdsh.</footer>`,
    `<script type="application/json" id="log-data">${scriptJson(tasks.map((task, index) => logData(task, index + 1)))}</script>`,
    `<script>${pageScript}</script>\n</body>\n</html>\n`,
  ].join("\n");
}

const options = [...taskOutcomes, "stopped"].map((outcome) => `<option>${outcome}</option>`).join("");

const tools = `<div class="tools" role="search">
<input id="search" type="search" placeholder="Search all logs" aria-label="Search all logs" autocomplete="off" spellcheck="false">
<select id="outcome" aria-label="Outcome"><option value="">all outcomes</option>${options}</select>
<select id="stream" aria-label="Stream"><option value="">stdout and stderr</option><option value="stderr">stderr</option></select>
<button id="open-all" type="button">Open all</button><button id="close-all" type="button">Close all</button>
<output id="found" for="search outcome stream" aria-live="polite"></output></div>
<noscript><p class="note">Logs need JavaScript.</p></noscript>`;

function tiles(record: RunRecord, path: readonly string[]): string {
  const tasks = [...record.tasks.values()];
  const counts = taskOutcomes.map(
    (outcome) => [outcome, tasks.filter((task) => task.outcome === outcome).length] as const,
  );
  const work = tasks.reduce((sum, task) => sum + lengthOf(task), 0);
  const chain = path.reduce((sum, id) => sum + lengthOf(record.tasks.get(id)!), 0); // It is of them.
  const tile = (name: string, value: string, kind = "") =>
    `<li class="${kind}"><b>${value}</b><span>${name}</span></li>`;
  return [
    `<ul class="tiles" aria-label="Summary">`,
    tile(tasks.length === 1 ? "task" : "tasks", `${tasks.length}`),
    ...counts.flatMap(([outcome, count]) => (count === 0 ? [] : [tile(outcome, `${count}`, outcome)])),
    tile("in all", elapsedText(record.lengthMs)),
    tile("critical path", elapsedText(chain)),
    tile("parallelism", `${(work / Math.max(1, record.lengthMs)).toFixed(1)} ×`),
    "</ul>",
  ].join("");
}

function logHead(task: RecordedTask, link: string): string {
  const outcome = outcomeOf(task);
  const count = task.lines.length + task.droppedLines;
  return [
    `<details class="task" id="${link}"><summary><span class="mark ${outcome}" aria-hidden="true">${marks[outcome]}</span>`,
    `<span class="id">${html(task.id)}</span><span class="end">${html(endingOf(task))}</span>`,
    `<span class="count">${count} ${count === 1 ? "line" : "lines"}</span></summary>`,
    `<div class="lines" tabindex="0" role="region" aria-label="${html(`Log of ${task.id}`)}"></div></details>`,
  ].join("");
}

function whenText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
