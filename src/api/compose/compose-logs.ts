import { type KnownProject, presentContainers, type ServiceContainer } from "../../compose/known/known-project.ts";
import { followedLogs, writtenLogs } from "../../compose/logs/project-logs.ts";
import type { Context } from "../../context.ts";
import type { LogsOptions } from "../container-options.ts";
import { currentSignal } from "../current-signal.ts";
import type { ContextBase } from "../session.ts";
import type { ComposeLogLine } from "./compose-options.ts";

interface LogsRequest {
  readonly services: readonly string[];
  readonly options: LogsOptions;
}

export async function* projectLogLines(
  base: ContextBase,
  known: (context: Context) => Promise<KnownProject>,
  { services, options: { follow = false, signal = currentSignal(), ...part } }: LogsRequest,
): AsyncGenerator<ComposeLogLine, void, undefined> {
  const context = { ...base, signal: signal ?? new AbortController().signal };
  const project = await known(context);
  const containers = await presentContainers(context, project, services);
  const isWanted = ({ service, isOneOff }: ServiceContainer) =>
    !isOneOff && (services.length === 0 || services.includes(service));
  const lines = follow
    ? followedLogs(context, { project: project.name, isWanted }, part)
    : writtenLogs(context, containers, part);
  const decoder = new TextDecoder();
  for await (const { container, time, bytes } of lines) {
    const { service, number, name } = container;
    yield { service, number, container: name, time, text: decoder.decode(bytes).replace(/\r?\n$/, "") };
  }
}
