import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";

export const engineStopCommand = defineCommand({
  name: "engine stop",
  summary: "Stop the embedded engine, and builders of nerdsh's own",
  args: {},
  interspersed: true,
  flags: {
    force: { type: "bool", short: "f", summary: "Stop running containers first, and kill an engine that hangs" },
  },
  examples: ["engine stop", "engine stop --force"],
  async execute(context, { force }) {
    const { settings, engine, signal } = context;
    const { stopBuilders } = await import("../../engine/embedded/builder/stop.ts");
    if (settings.engine === "system") {
      const builders = await stopBuilders(settings, { force, signal });
      if (builders.length > 0) return { engine: undefined, builders };
      throw new NerdError("UNSUPPORTED", `not nerdsh's own engine: ${settings.address}`, {
        hint: "stop it with systemctl stop containerd, or name nerdsh's with --engine embedded",
      });
    }
    const { stopEmbedded } = await import("../../engine/embedded/stop.ts");
    const { removeEndedContainers } = await import("../../system/restore.ts");
    const beforeEnd = () => removeEndedContainers(context);
    // They are clients of the engine, and would keep it; so they go only where it may go.
    const builders = await stopBuilders(settings, { force, signal });
    return { engine: await stopEmbedded(settings, engine, { force, signal, beforeEnd }), builders };
  },
  output: {
    kind: "lines",
    lines: ({ engine, builders }) => [
      ...builders.map(({ namespace, program, pid }) => `${program} stopped (${namespace}, process ${pid})`),
      ...(engine?.containers ?? []).map(({ id, namespace }) => `stopped ${id.slice(0, 12)} (${namespace})`),
      ...(engine
        ? [engine.pid === undefined ? "containerd does not run" : `containerd stopped (process ${engine.pid})`]
        : []),
    ],
  },
});
