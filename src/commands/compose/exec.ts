import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";
import { wantsTerminal } from "./wanted-terminal.ts";

export const composeExecCommand = defineCommand({
  name: "compose exec",
  summary: "Run a command in a running container of a service",
  args: { service: "required", command: "some" },
  interspersed: false,
  flags: {
    ...composeFlags,
    detach: { type: "bool", short: "d", summary: "Return at once; the output goes nowhere" },
    env: { type: "pairs", short: "e", summary: "Set a variable; a bare NAME copies the caller's" },
    index: { type: "number", default: 0, value: "number", summary: "In which container of several, from 1" },
    interactive: { type: "bool", short: "i", default: true, summary: "Keep stdin open" },
    "no-TTY": { type: "bool", short: "T", summary: "Allocate no pseudo-terminal, though the caller has one" },
    privileged: { type: "bool", summary: "Give the command all capabilities" },
    tty: { type: "bool", short: "t", default: true, summary: "Allocate a pseudo-terminal where the caller has one" },
    user: { type: "string", short: "u", summary: "UID[:GID] or NAME[:GROUP] to run as" },
    workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
  },
  refused: composeRefused,
  examples: ["compose exec web sh", "compose exec -T db pg_dump shop", "compose exec --index 2 -u nobody web id"],
  async execute(context, options) {
    const { replica } = await import("../../compose/known/known-project.ts");
    const { execForeground } = await import("../../container/exec-attached.ts");
    const { defaultDetachKeys: detachKeys } = await import("../../container/streams/detach-keys.ts");
    const { id, name } = await replica(context, await knownProject(context, options), options);
    if (options.dryRun) return { exitCode: 0, planned: `exec ${name} ${options.command.join(" ")}` };
    const tty = wantsTerminal(context.stdio, options) && !options.detach;
    // The group's env files are the project's, and none of the command's.
    return await execForeground(context, { ...options, envFile: [], tty, container: id, detachKeys });
  },
  output: { kind: "exit", lines: (end) => ("planned" in end ? [end.planned] : []) },
});
