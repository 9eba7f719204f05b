import { localTime } from "../../local-time.ts";
import { decimalSize, roughDuration } from "../../units.ts";
import { mountRecords } from "../mounts/mount-record.ts";
import { askedImage } from "./asked-image.ts";
import { displayedPorts } from "./displayed-ports.ts";
import { labelKeys, readJsonLabel } from "./labels.ts";
import type { ContainerSummary } from "./list.ts";
import { shortId } from "./names.ts";
import type { ContainerSizes } from "./sizes.ts";
import { isAlive } from "./status.ts";

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
  readonly Mounts: string;
  readonly LocalVolumes: string;
  readonly Networks: string;
  readonly Size: string;
}

export interface RowOptions {
  readonly noTrunc: boolean;
  readonly nowMs: number;
  /** Where they were asked for. */
  readonly sizes?: ContainerSizes | undefined;
}

const commandWidth = 20;
const mountWidth = 15;

/** What takes long, of a hundred containers and more, is a getter: few formats show it, and `--quiet` none of it. */
export function containerRow(summary: ContainerSummary, { noTrunc, nowMs, sizes }: RowOptions): ContainerRow {
  const { id, name, labels, createdMs, container } = summary;
  const cut = (text: string, width: number) =>
    noTrunc || text.length <= width ? text : `${text.slice(0, width - 1)}…`;
  return {
    ID: noTrunc ? id : shortId(id),
    Names: name,
    Image: askedImage(labels) ?? summary.image,
    get Command() {
      return JSON.stringify(cut(commandText(container.args()), commandWidth));
    },
    // Names of time zones take 14 ms to load.
    get CreatedAt() {
      return localTime(createdMs);
    },
    RunningFor: `${roughDuration(nowMs - createdMs)} ago`,
    get Status() {
      return statusText(summary, nowMs);
    },
    State: summary.status,
    get Ports() {
      return isAlive(summary.task) ? displayedPorts(summary.ports, exposedOf(labels)) : "";
    },
    Runtime: summary.runtime,
    Platform: labels[labelKeys.platform] ?? "",
    get Labels() {
      return Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(",");
    },
    Label: (key: string) => labels[key] ?? "",
    get Mounts() {
      return mountRecords(labels)
        .map(({ Name, Source }) => cut(Name ?? Source, mountWidth))
        .join(",");
    },
    get LocalVolumes() {
      return String(mountRecords(labels).filter(({ Type }) => Type === "volume").length);
    },
    get Networks() {
      return readJsonLabel<string[]>(labels, labelKeys.networks, []).join(",");
    },
    Size: sizes === undefined ? "0B" : sizeText(sizes),
  };
}

/** As Docker writes it: words with blanks between quotes, whatever else is in them. */
function commandText(args: readonly string[]): string {
  return args.map((word, index) => (index > 0 && word.includes(" ") ? `'${word}'` : word)).join(" ");
}

const withoutPorts = /^(host|none|container:.*)$/;

/** The ports that image and options declare, where they can be reached: in a network of its own. */
function exposedOf(labels: ContainerSummary["labels"]): string[] {
  const networks = readJsonLabel<string[]>(labels, labelKeys.networks, []);
  if (networks.every((network) => withoutPorts.test(network))) return [];
  return Object.keys(readJsonLabel<object>(labels, labelKeys.exposedPorts, {}));
}

/** What it has written, and what it takes with its image. */
function sizeText({ own, whole }: ContainerSizes): string {
  return whole === 0 ? decimalSize(own, 3) : `${decimalSize(own, 3)} (virtual ${decimalSize(whole, 3)})`;
}

/** `Up 3 minutes (healthy)`, `Exited (1) 2 hours ago`, `Created`. */
export function statusText(summary: ContainerSummary, nowMs: number): string {
  if (summary.status === "created") return "Created";
  const { status, startedMs, exitedMs, exitCode, health } = summary;
  const up = startedMs === undefined ? "Up" : `Up ${roughDuration(nowMs - startedMs)}`;
  // Nobody knows when, where containerd was away.
  const ago = exitedMs === undefined ? "" : ` ${roughDuration(nowMs - exitedMs)} ago`;
  switch (status) {
    case "running":
      return health === undefined ? up : `${up} (${health === "starting" ? "health: starting" : health})`;
    case "paused":
      return `${up} (Paused)`;
    case "exited":
      return `Exited (${exitCode})${ago}`;
    case "restarting":
      return `Restarting (${exitCode})${ago}`;
    case "unknown":
      return "Unknown";
    default:
      return status satisfies never;
  }
}
