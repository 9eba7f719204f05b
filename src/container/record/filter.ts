import { type Filters, fitsLabels, invalidFilter } from "../filters.ts";
import { healthStateOf } from "../health/health-record.ts";
import { mountRecords } from "../mounts/mount-record.ts";
import { labelKeys, readJsonLabel } from "./labels.ts";
import type { ContainerSummary } from "./list.ts";

type Matches = (summary: ContainerSummary) => boolean;

/** What filters ask that a container alone does not tell. */
export interface FilterFacts {
  /** When the container of that name or id was made, in milliseconds since the epoch. */
  createdMs(reference: string): number;
  /** Whether an image is that one, or was made from it. */
  descendsFrom(image: string, ancestor: string): boolean;
}

const statuses = ["created", "restarting", "running", "removing", "paused", "exited", "dead"];
const healths = ["starting", "healthy", "unhealthy", "none"];

/** By key. Docker's names and meanings; what nothing here can be, as `is-task=true`, matches nothing. */
const makers: Readonly<Record<string, (value: string, facts: FilterFacts) => Matches>> = {
  id: (value) => matchesText(value, ({ id }) => [id]),
  // With the slash, too, that Docker's names have inside.
  name: (value) => matchesText(value, ({ name }) => [name, `/${name}`]),
  ancestor: (value, facts) => (summary) => facts.descendsFrom(summary.container.image, value),
  before: (value, facts) => {
    const limit = facts.createdMs(value);
    return ({ createdMs }) => createdMs < limit;
  },
  since: (value, facts) => {
    const limit = facts.createdMs(value);
    return ({ createdMs }) => createdMs > limit;
  },
  exited: (value) => {
    if (!/^\d+$/.test(value)) throw invalidFilter(`exited=${value}`, "write an exit code");
    return ({ exitCode }) => exitCode === Number(value);
  },
  status: (value) => {
    oneOf("status", value, statuses);
    return ({ status }) => status === value;
  },
  health: (value) => {
    oneOf("health", value, healths);
    return ({ container }) => (healthStateOf(container)?.Status ?? "none") === value;
  },
  volume: (value) => {
    const path = value.replace(/(?<=.)\/$/, "");
    return ({ labels }) =>
      mountRecords(labels).some(({ Name, Source, Destination }) => [Name, Source, Destination].includes(path));
  },
  network: (value) => {
    return ({ labels }) => readJsonLabel<string[]>(labels, labelKeys.networks, []).includes(value);
  },
  publish: (value) => {
    const isAsked = portRange("publish", value);
    return ({ ports }) => ports.some(({ hostPort, protocol }) => isAsked(hostPort, protocol));
  },
  expose: (value) => {
    const isAsked = portRange("expose", value);
    return (summary) => exposedPorts(summary).some(([port, protocol]) => isAsked(port, protocol));
  },
  "is-task": (value) => {
    oneOf("is-task", value, ["true", "false"]);
    return () => value === "false";
  },
  isolation: (value) => () => value === "default",
};

/** The keys that `ps --filter` takes. */
export const containerFilterKeys: readonly string[] = [...Object.keys(makers), "label", "label!"];

/** Whether a container is asked for. Throws INVALID_VALUE for a value that none can have. */
export function containerFilter(filters: Filters, facts: FilterFacts): Matches {
  const questions = [...filters]
    .filter(([key]) => makers[key] !== undefined)
    .map(([key, values]) => values.map((value) => makers[key]!(value, facts)));
  return (summary) =>
    fitsLabels(summary.labels, filters) && questions.every((values) => values.some((matches) => matches(summary)));
}

/** Whether filters ask for what does not run, without `--all`. */
export function asksForStopped(filters: Filters): boolean {
  return filters.has("status") || filters.has("exited");
}

/** A part of it, or Go's regular expression, which most often is JavaScript's. */
function matchesText(pattern: string, texts: (summary: ContainerSummary) => readonly string[]): Matches {
  const expression = toExpression(pattern);
  return (summary) => texts(summary).some((text) => text === pattern || (expression?.test(text) ?? false));
}

function toExpression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined; // Docker, too, takes it as plain text then.
  }
}

function oneOf(key: string, value: string, values: readonly string[]): void {
  if (!values.includes(value)) throw invalidFilter(`${key}=${value}`, `one of ${values.join(", ")}`);
}

/** `80`, `80/udp`, `8000-8080/tcp`. */
function portRange(key: string, text: string): (port: number, protocol: string) => boolean {
  const [, first, last = first, wanted = "tcp"] = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
  if (first === undefined) throw invalidFilter(`${key}=${text}`, "write 80, 80/udp or 8000-8080/tcp");
  return (port, protocol) => protocol === wanted && port >= Number(first) && port <= Number(last);
}

function exposedPorts({ labels, ports }: ContainerSummary): (readonly [port: number, protocol: string])[] {
  const declared = Object.keys(readJsonLabel<Record<string, object>>(labels, labelKeys.exposedPorts, {}));
  return [
    ...ports.map(({ containerPort, protocol }) => [containerPort, protocol] as const),
    ...declared.map((text) => [Number.parseInt(text, 10), text.split("/")[1] ?? "tcp"] as const),
  ];
}
