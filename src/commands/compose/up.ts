import { defineCommand } from "../define-command.ts";
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
    detach: { type: "bool", short: "d", summary: "Leave it running, and show no logs" },
    "no-deps": { type: "bool", summary: "Leave out services that others depend on" },
    "no-start": { type: "bool", summary: "Make containers, and start none" },
    "renew-anon-volumes": { type: "bool", short: "V", summary: "Containers that are made anew get new volumes, too" },
    timeout: {
      type: "number",
      short: "t",
      value: "seconds",
      summary: "Seconds until a container that stops is killed",
    },
  },
  refused: composeRefused,
  examples: ["compose up -d", "compose up --build web", "compose up -d --scale web=3 --wait"],
  async execute(context, options) {
    const { service: services } = options;
    const converge = convergeRequest(options);
    refuseBoth(options.forceRecreate && options.noRecreate, "--force-recreate and --no-recreate");
    const project = await projectOf(context, options, { services });
    const { up } = await import("../../compose/up.ts");
    const plan = await up(context, project, {
      ...converge,
      services,
      recreateDependencies: options.alwaysRecreateDeps,
      noDependencies: options.noDeps,
      start: !options.noStart,
      renewVolumes: options.renewAnonVolumes,
      timeout: options.timeout,
      separator: options.compatibility ? "_" : "-",
    });
    return await planned(plan, options.dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
