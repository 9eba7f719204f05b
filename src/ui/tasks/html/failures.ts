import { failurePlace, failureText } from "../../failure.ts";
import { lineText } from "../line-text.ts";
import type { RecordedTask, RunRecord } from "../run-record.ts";
import { html } from "./escape.ts";
import { endingOf } from "./outcome.ts";

const lastLines = 20;

interface FailuresOptions {
  readonly cwd: string;
  linkOf(id: string): string;
}

/** All failures in full, the first one first. */
export function failures({ failed }: RunRecord, options: FailuresOptions): string {
  if (failed.length === 0) return "";
  const note =
    failed.length > 1 ? '<p class="note">in the order in which they happened: look at the first one first</p>' : "";
  return [
    `<section id="failures" aria-labelledby="failures-title"><h2 id="failures-title">Failures</h2>${note}`,
    ...failed.map((task) => failure(task, options)),
    "</section>",
  ].join("\n");
}

function failure(task: RecordedTask, { cwd, linkOf }: FailuresOptions): string {
  const place = failurePlace(task.error, cwd);
  const text = failureText(task.error, { cwd, hasPlaces: true })
    .split("\n")
    .map((line) => lineText(line))
    .join("\n");
  const last = task.lines.slice(-lastLines).map((line) => lineText(line.text));
  return [
    `<article class="failure" aria-label="${html(`Failure of ${task.id}`)}"><h3><b>✗ ${html(task.id)}</b> ${html(endingOf(task))}</h3>`,
    place === undefined ? "" : `<div class="place">${html(`${place.file}:${place.line}:${place.column}`)}</div>`,
    `<pre tabindex="0" role="region" aria-label="What failed">${html(text)}</pre>`,
    last.length === 0
      ? ""
      : `its last lines, of <a href="#${linkOf(task.id)}">its log</a>:<pre tabindex="0" role="region" aria-label="Last lines">${html(last.join("\n"))}</pre>`,
    "</article>",
  ].join("");
}
