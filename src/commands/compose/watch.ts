import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { projectOf } from "./project-source.ts";

export const composeWatchCommand = defineCommand({
  name: "compose watch",
  summary: "Do what develop.watch says when files change: sync, rebuild, restart, exec",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "no-up": { type: "bool", summary: "Neither build nor start services before" },
    prune: {
      type: "bool",
      default: true,
      summary: "Accepted for Docker's sake: an image that a rebuild takes the name from is always gone",
    },
    quiet: { type: "bool", summary: "Show nothing of builds" },
  },
  refused: composeRefused,
  examples: ["compose watch", "compose watch --no-up web"],
  async execute(context, options) {
    const { service: services, noUp, quiet, parallel, dryRun } = options;
    const project = await projectOf(context, options, { services });
    const { watchProject } = await import("../../compose/watch/watch.ts");
    const { watchRules } = await import("../../compose/watch/watch-rule.ts");
    const rules = watchRules(project, services);
    if (dryRun) return rules.map(({ service, path, trigger }) => `watch ${service} ${trigger.action} ${path}`);
    if (!noUp) {
      const { up } = await import("../../compose/up.ts");
      const emit: typeof context.emit = (event) => {
        if (!quiet || !event.type.startsWith("build.")) context.emit(event);
      };
      await up({ ...context, emit }, project, { services, build: "always", parallel });
    }
    return await watchProject(context, project, { services, quiet });
  },
  output: { kind: "exit", lines: (planned) => planned },
});
