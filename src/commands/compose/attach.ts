import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeAttachCommand = defineCommand({
  name: "compose attach",
  summary: "Connect with the streams of a service's running container",
  args: { service: "required" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "detach-keys": { type: "string", default: "ctrl-p,ctrl-q", summary: "Keys that leave the container running" },
    index: { type: "number", default: 0, value: "number", summary: "To which container of several, from 1" },
    "no-stdin": { type: "bool", summary: "Do not attach stdin" },
    "sig-proxy": { type: "bool", default: true, summary: "Pass signals on to the container" },
  },
  refused: composeRefused,
  examples: ["compose attach shell", "compose attach --index 2 --no-stdin --sig-proxy=false web"],
  async execute(context, { service, index, dryRun, ...options }) {
    const { replica } = await import("../../compose/known/known-project.ts");
    const { attachCaller } = await import("../../container/attach-foreground.ts");
    const { id, name } = await replica(context, await knownProject(context, options), { service, index });
    if (dryRun) return { exitCode: 0, planned: `attach ${name}` };
    return await attachCaller(context, { ...options, container: id });
  },
  output: { kind: "exit", lines: (end) => ("planned" in end ? [end.planned] : []) },
});
