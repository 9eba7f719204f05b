import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";

export const engineStopCommand = defineCommand({
  name: "engine stop",
  summary: "Stop the embedded engine",
  args: {},
  interspersed: true,
  flags: {
    force: { type: "bool", short: "f", summary: "Stop running containers first, and kill an engine that hangs" },
  },
  examples: ["engine stop", "engine stop --force"],
  async execute({ settings, engine, signal }, { force }) {
    if (settings.engine === "system") {
      throw new NerdError("UNSUPPORTED", `not nerdsh's own engine: ${settings.address}`, {
        hint: "stop it with systemctl stop containerd, or name nerdsh's with --engine embedded",
      });
    }
    const { stopEmbedded } = await import("../../engine/embedded/stop.ts");
    return await stopEmbedded(settings, engine, { force, signal });
  },
  output: {
    kind: "lines",
    lines: ({ pid, containers }) => [
      ...containers.map(({ id, namespace }) => `stopped ${id.slice(0, 12)} (${namespace})`),
      pid === undefined ? "containerd does not run" : `containerd stopped (process ${pid})`,
    ],
  },
});
