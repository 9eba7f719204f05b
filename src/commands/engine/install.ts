import { defineCommand } from "../define-command.ts";

export const engineInstallCommand = defineCommand({
  name: "engine install",
  summary: "Have systemd start the embedded engine at boot",
  args: {},
  interspersed: true,
  flags: {},
  examples: ["engine install"],
  async execute({ settings, environment, signal }) {
    const { installEngine } = await import("../../engine/embedded/install.ts");
    return await installEngine(settings, environment, signal);
  },
  output: {
    kind: "lines",
    lines: ({ unit, isStarted }) => [
      `installed ${unit}`,
      isStarted ? "started" : "an engine runs already: systemd starts it from the next boot on",
    ],
  },
});
