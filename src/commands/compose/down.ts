import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOrName } from "./project-or-name.ts";

export const composeDownCommand = defineCommand({
  name: "compose down",
  summary: "Stop and remove what up has made: containers and networks",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "remove-orphans": { type: "bool", summary: "Also containers of services that the files no longer have" },
    rmi: {
      type: "string",
      choices: ["all", "local"],
      summary: "Also images: all of services, or those that have no name of their own",
    },
    timeout: { type: "number", short: "t", value: "seconds", summary: "Seconds until a container is killed" },
    volumes: { type: "bool", short: "v", summary: "Also the project's volumes, and those without a name" },
  },
  refused: composeRefused,
  examples: ["compose down", "compose down -v --remove-orphans", "compose -p shop down"],
  async execute(context, options) {
    const project = await projectOrName(context, options);
    const { down } = await import("../../compose/down.ts");
    const plan = await down(context, project, {
      services: options.service,
      volumes: options.volumes,
      images: options.rmi ?? "none",
      removeOrphans: options.removeOrphans,
      timeout: options.timeout,
      parallel: options.parallel,
      dryRun: options.dryRun,
    });
    return await planned(plan, options.dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
