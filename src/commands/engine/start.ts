import { defineCommand } from "../define-command.ts";

export const engineStartCommand = defineCommand({
  name: "engine start",
  summary: "Start the embedded engine; any command that needs it does so too",
  args: {},
  interspersed: true,
  flags: {},
  examples: ["engine start"],
  async execute({ settings, emit, signal }) {
    const { ensureEngine } = await import("../../engine/connect.ts");
    const { engineStatus } = await import("../../engine/embedded/status.ts");
    await ensureEngine(settings, { emit, signal });
    return await engineStatus(settings);
  },
  output: {
    kind: "lines",
    lines: ({ address, pid }) => [`containerd runs at ${address}${pid === undefined ? "" : ` (process ${pid})`}`],
  },
});
