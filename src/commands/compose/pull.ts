import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { projectOf } from "./project-source.ts";

export const composePullCommand = defineCommand({
  name: "compose pull",
  summary: "Bring the images of services here",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "ignore-buildable": { type: "bool", summary: "Leave out what can be built" },
    "ignore-pull-failures": { type: "bool", summary: "Pull what can be, and warn of the rest" },
    "include-deps": { type: "bool", summary: "Also of services that they depend on" },
    "no-parallel": { type: "bool", summary: "Accepted for Docker's sake: --parallel 1 pulls one after the other" },
    policy: { type: "string", default: "always", choices: ["always", "missing"], summary: "When to pull" },
    quiet: { type: "bool", short: "q", summary: "Show no progress" },
  },
  refused: composeRefused,
  examples: ["compose pull", "compose pull --ignore-buildable web"],
  async execute(context, options) {
    const { service, includeDeps, quiet, policy, ignoreBuildable, ignorePullFailures, dryRun, parallel } = options;
    const project = await projectOf(context, options, { services: service });
    const { pullServices } = await import("../../compose/transfer.ts");
    const services = includeDeps ? [] : service;
    const request = { services, policy, quiet, ignoreBuildable, ignoreFailures: ignorePullFailures, dryRun, parallel };
    return await pullServices(context, project, request);
  },
  output: { kind: "lines", lines: (planned) => planned },
});
