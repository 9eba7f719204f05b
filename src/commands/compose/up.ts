import type { ForegroundUp } from "../../compose/foreground/foreground.ts";
import type { ForegroundRequest } from "../../compose/foreground/foreground-request.ts";
import { defineCommand } from "../define-command.ts";
import type { SourceLine } from "../output.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOf } from "./project-source.ts";
import { convergeFlags, convergeRequest, refuseBoth } from "./up-flags.ts";

export const composeUpCommand = defineCommand({
  name: "compose up",
  summary: "Make and start what a project describes, as far as it is not there yet",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    ...convergeFlags,
    "always-recreate-deps": { type: "bool", summary: "Make dependencies anew, too" },
    "abort-on-container-exit": { type: "bool", summary: "Stop all when a container exits" },
    "abort-on-container-failure": {
      type: "bool",
      summary: "Stop all when a container exits with another status than 0",
    },
    attach: { type: "list", value: "service", summary: "Show the logs of these services alone" },
    "attach-dependencies": { type: "bool", summary: "Also show the logs of services that others depend on" },
    detach: { type: "bool", short: "d", summary: "Leave it running, and show no logs" },
    "exit-code-from": {
      type: "string",
      value: "service",
      summary: "End with the status of this service's container, and stop all when one exits",
    },
    "no-attach": { type: "list", value: "service", summary: "Leave out the logs of these services" },
    "no-color": { type: "bool", summary: "Without colours" },
    "no-deps": { type: "bool", summary: "Leave out services that others depend on" },
    "no-log-prefix": { type: "bool", summary: "Without the name of the container before each line" },
    "no-start": { type: "bool", summary: "Make containers, and start none" },
    "renew-anon-volumes": { type: "bool", short: "V", summary: "Containers that are made anew get new volumes, too" },
    timeout: {
      type: "number",
      short: "t",
      value: "seconds",
      summary: "Seconds until a container that stops is killed",
    },
    timestamps: { type: "bool", summary: "Begin each line with its time" },
    watch: { type: "bool", short: "w", summary: "Also do what develop.watch says when files change" },
    wait: { type: "bool", summary: "Return once all run, and are healthy where that is checked; implies -d" },
    "wait-timeout": { type: "number", value: "seconds", summary: "The longest time of --wait" },
  },
  refused: {
    ...composeRefused,
    environment: "variables of containers are the files' own; those that files see come from --env-file",
    ipfs: "images come from registries and archives only",
  },
  examples: ["compose up -d", "compose up --build web", "compose up -d --scale web=3 --wait"],
  async execute(context, options): Promise<Shown> {
    const { service: services, detach, wait, noStart, dryRun } = options;
    const abortOn = abortMode(options);
    refuseBoth((detach || wait) && abortOn !== "nothing", "--detach and --abort-on-container-exit or -failure");
    refuseBoth((detach || wait) && options.attach.length > 0, "--detach and --attach");
    refuseBoth((detach || wait) && options.watch, "--detach and --watch");
    const request = {
      ...convergeRequest(options),
      services,
      recreateDependencies: options.alwaysRecreateDeps,
      noDependencies: options.noDeps,
      start: !noStart,
      renewVolumes: options.renewAnonVolumes,
      timeout: options.timeout,
      wait,
      waitTimeout: options.waitTimeout,
      separator: options.compatibility ? "_" : "-",
    } as const;
    const project = await projectOf(context, options, { services });
    if (detach || wait || noStart || dryRun) {
      const { up } = await import("../../compose/up.ts");
      const { lines } = await planned(await up(context, project, request), dryRun);
      return printedLines(lines);
    }
    const { upForeground } = await import("../../compose/foreground/foreground.ts");
    const { attach, noAttach, attachDependencies, exitCodeFrom, timestamps } = options;
    const shown = {
      ...{ attach, noAttach, attachDependencies, exitCodeFrom, timestamps, abortOn },
      staysOpen: options.watch,
    };
    const run = await upForeground(context, project, { ...request, ...shown });
    if (!options.watch) return run;
    const { watchBeside } = await import("../../compose/watch/watch-beside.ts");
    return { ...run, lines: watchBeside(context, project, { services, lines: run.lines }) };
  },
  output: {
    kind: "log",
    sources: ({ sources }) => sources,
    lines: ({ lines }) => lines,
    form: ({ noColor, noLogPrefix, dryRun, ansi }) => ({
      hasPrefix: !noLogPrefix && !dryRun,
      colors: noColor ? "never" : ansi,
    }),
    status: ({ exitCode }) => exitCode(),
  },
});

interface Shown extends Pick<ForegroundUp, "sources" | "exitCode"> {
  readonly lines: ForegroundUp["lines"] | readonly SourceLine[];
}

interface AbortFlags {
  readonly abortOnContainerExit: boolean;
  readonly abortOnContainerFailure: boolean;
  readonly exitCodeFrom: string | undefined;
}

function abortMode({
  abortOnContainerExit: exit,
  abortOnContainerFailure: failure,
  exitCodeFrom,
}: AbortFlags): ForegroundRequest["abortOn"] {
  refuseBoth(exit && failure, "--abort-on-container-exit and --abort-on-container-failure");
  if (failure) return "failure";
  return exit || exitCodeFrom !== undefined ? "exit" : "nothing";
}

/** What is printed as it is: a plan, or nothing. */
function printedLines(texts: readonly string[]): Shown {
  const lines = texts.map((text) => ({ source: "", bytes: new TextEncoder().encode(`${text}\n`) }));
  return { sources: [], lines, exitCode: () => 0 };
}
