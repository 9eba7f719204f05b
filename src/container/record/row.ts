import { formatPortMapping } from "../../network/port-mapping.ts";
import { roughDuration } from "../../units.ts";
import type { ContainerSummary } from "./list.ts";
import { shortId } from "./names.ts";

/** A container in the fields of `docker ps`, as texts. A method of templates is a function here. */
export interface ContainerRow {
  readonly [field: string]: unknown;
  readonly ID: string;
  readonly Names: string;
  readonly Image: string;
  readonly Command: string;
  readonly CreatedAt: string;
  readonly RunningFor: string;
  readonly Status: string;
  readonly State: string;
  readonly Ports: string;
  readonly Runtime: string;
  readonly Platform: string;
  readonly Labels: string;
}

const commandWidth = 20;

export function containerRow(
  summary: ContainerSummary,
  { noTrunc, nowMs }: { noTrunc: boolean; nowMs: number },
): ContainerRow {
  const { id, name, image, labels, createdMs, container, ports } = summary;
  const command = container.spec().process.args.join(" ");
  const shown = noTrunc || command.length <= commandWidth ? command : `${command.slice(0, commandWidth - 1)}…`;
  return {
    ID: noTrunc ? id : shortId(id),
    Names: name,
    Image: image,
    Command: JSON.stringify(shown),
    // Names of time zones take 14 ms to load, and few formats show them.
    get CreatedAt() {
      return localTime(createdMs);
    },
    RunningFor: `${roughDuration(nowMs - createdMs)} ago`,
    Status: statusText(summary, nowMs),
    State: summary.status,
    Ports: ports.map(formatPortMapping).join(", "),
    Runtime: summary.runtime,
    Platform: labels["nerdctl/platform"] ?? "",
    Labels: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
    Label: (key: string) => labels[key] ?? "",
  };
}

/** `Up 3 minutes`, `Exited (1) 2 hours ago`, `Created`. */
export function statusText({ status, startedMs, exitedMs, exitCode }: ContainerSummary, nowMs: number): string {
  const up = startedMs === undefined ? "Up" : `Up ${roughDuration(nowMs - startedMs)}`;
  switch (status) {
    case "running":
      return up;
    case "paused":
      return `${up} (Paused)`;
    case "exited":
      return `Exited (${exitCode}) ${roughDuration(nowMs - (exitedMs ?? nowMs))} ago`;
    case "created":
      return "Created";
    case "unknown":
      return "Unknown";
    default:
      return status satisfies never;
  }
}

/** Docker's form: `2026-08-01 12:34:56 +0200 CEST`. */
function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const name = /\(([^)]*)\)|([A-Z]{2,5})$/.exec(date.toLocaleTimeString("en", { timeZoneName: "short" }))?.[2] ?? "";
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone} ${name}`.trimEnd();
}
