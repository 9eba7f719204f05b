import { readTail } from "../../container/logs/log-tail.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { type KnownProject, presentContainers, replica, type ServiceContainer } from "../known/known-project.ts";
import { logName } from "./log-name.ts";
import { followedLogs, type ProjectLogLine, writtenLogs } from "./project-logs.ts";

export interface LogRequest {
  /** All of them where none is named. */
  readonly service: readonly string[];
  /** From 1; 0 is all of them. */
  readonly index: number;
  readonly follow: boolean;
  readonly tail: string;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly timestamps: boolean;
}

export interface NamedLine {
  readonly source: string;
  readonly time: string | undefined;
  readonly bytes: Uint8Array;
  /** Said of a project, and written by none of its containers. */
  readonly isBare?: boolean;
}

/** The lines that are asked for, and the names of those that they come from, as far as these are known. */
export async function requestedLogs(
  context: Context,
  known: KnownProject,
  { service: services, index, follow, tail, since, until, timestamps }: LogRequest,
): Promise<{ sources: readonly string[]; lines: AsyncIterable<NamedLine> }> {
  const containers = await wantedContainers(context, known, services, index);
  const part = {
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...tailPart(readTail(tail)),
  };
  const isWanted = ({ service, number, isOneOff }: ServiceContainer) =>
    !isOneOff && (services.length === 0 || services.includes(service)) && (index === 0 || number === index);
  const lines = follow
    ? followedLogs(context, { project: known.name, isWanted }, part)
    : writtenLogs(context, containers, part);
  return {
    sources: containers.map((container) => logName(known.name, container)),
    lines: namedLines(known.name, lines, timestamps),
  };
}

async function wantedContainers(
  context: Context,
  known: KnownProject,
  services: readonly string[],
  index: number,
): Promise<ServiceContainer[]> {
  if (index === 0) return await presentContainers(context, known, services);
  const [service, another] = services;
  if (service === undefined || another !== undefined) {
    throw new NerdError("INVALID_VALUE", "--index is of one service", { hint: "name the service", exitCode: 1 });
  }
  return [await replica(context, known, { service, index, mustRun: false })];
}

function tailPart(tail: number | undefined): { tail?: number } {
  return tail === undefined ? {} : { tail };
}

async function* namedLines(
  project: string,
  lines: AsyncIterable<ProjectLogLine>,
  timestamps: boolean,
): AsyncGenerator<NamedLine, void, undefined> {
  for await (const { container, time, bytes } of lines) {
    yield { source: logName(project, container), time: timestamps ? time : undefined, bytes };
  }
}
