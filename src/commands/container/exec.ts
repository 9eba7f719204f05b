import { defineCommand } from "../define-command.ts";

export const execCommand = defineCommand({
  name: "exec",
  summary: "Run a command in a running container",
  args: { container: "required", command: "some" },
  interspersed: false,
  flags: {
    detach: { type: "bool", short: "d", summary: "Return at once; the output goes nowhere" },
    "detach-keys": { type: "string", default: "ctrl-p,ctrl-q", summary: "Keys that leave the command running" },
    env: { type: "pairs", short: "e", summary: "Set a variable; a bare NAME copies the caller's" },
    "env-file": { type: "list", value: "file", summary: "Read variables from a file, one NAME=value a line" },
    interactive: { type: "bool", short: "i", summary: "Keep stdin open" },
    privileged: { type: "bool", summary: "Give the command all capabilities" },
    tty: { type: "bool", short: "t", summary: "Allocate a pseudo-terminal" },
    user: { type: "string", short: "u", summary: "UID[:GID] or NAME[:GROUP] to run as" },
    workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
  },
  examples: ["exec -it web sh", "exec -u nobody web id"],
  async execute(context, options) {
    const { execForeground } = await import("../../container/exec-attached.ts");
    return await execForeground(context, options);
  },
  output: { kind: "exit" },
});
