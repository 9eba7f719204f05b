import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { projectOf } from "./project-source.ts";

export const composePushCommand = defineCommand({
  name: "compose push",
  summary: "Push the images that services build",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "ignore-push-failures": { type: "bool", summary: "Push what can be, and warn of the rest" },
    "include-deps": { type: "bool", summary: "Also of services that they depend on" },
    quiet: { type: "bool", short: "q", summary: "Show no progress" },
  },
  refused: composeRefused,
  examples: ["compose push", "compose push web"],
  async execute(context, options) {
    const { service, includeDeps, quiet, ignorePushFailures: ignoreFailures, dryRun, parallel } = options;
    const project = await projectOf(context, options, { services: service });
    const { pushServices } = await import("../../compose/transfer.ts");
    const services = includeDeps ? [] : service;
    return await pushServices(context, project, { services, quiet, ignoreFailures, dryRun, parallel });
  },
  output: { kind: "lines", lines: (planned) => planned },
});
