import { defineCommand } from "../define-command.ts";

export const attachCommand = defineCommand({
  name: "attach",
  summary: "Connect with the streams of a running container",
  args: { container: "required" },
  interspersed: true,
  flags: {
    "detach-keys": { type: "string", default: "ctrl-p,ctrl-q", summary: "Keys that leave the container running" },
    "no-stdin": { type: "bool", summary: "Do not attach stdin" },
    "sig-proxy": { type: "bool", default: true, summary: "Pass signals on to the container" },
  },
  examples: ["attach shell", "attach --no-stdin --sig-proxy=false web"],
  async execute(context, options) {
    const { attachCaller } = await import("../../container/attach-foreground.ts");
    return await attachCaller(context, options);
  },
  output: { kind: "exit" },
});
