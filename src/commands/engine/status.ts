import { defineCommand } from "../define-command.ts";
import { labelledLines } from "../labelled-lines.ts";

export const engineStatusCommand = defineCommand({
  name: "engine status",
  summary: "Show which engine is used, and whether it runs",
  args: {},
  interspersed: true,
  flags: { format: { type: "string", short: "f", summary: "json, or a Go template" } },
  examples: ["engine status", "engine status -f '{{.State}}'"],
  async execute({ settings }) {
    const { engineStatus } = await import("../../engine/embedded/status.ts");
    return await engineStatus(settings);
  },
  output: {
    kind: "report",
    text: ({ engine, address, state, pid, dataDirectory, config, log }) =>
      labelledLines([
        ["Engine", engine],
        ["State", state],
        ["Address", address],
        ["Process", pid],
        ["Data", dataDirectory],
        ["Configuration", config],
        ["Log", log],
      ]),
    object: ({ engine, address, state, socket, pid, dataDirectory, config, log }) => ({
      Engine: engine,
      State: state,
      Address: address,
      Socket: socket,
      ...(pid !== undefined && { Pid: pid }),
      ...(dataDirectory !== undefined && { DataDirectory: dataDirectory, Config: config, Log: log }),
    }),
  },
});
