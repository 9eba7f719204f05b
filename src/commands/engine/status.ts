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
    const { builderStatuses } = await import("../../engine/embedded/builder/status.ts");
    return { ...(await engineStatus(settings)), builders: await builderStatuses(settings) };
  },
  output: {
    kind: "report",
    text: ({ engine, address, state, pid, dataDirectory, config, log, builders }) =>
      labelledLines([
        ["Engine", engine],
        ["State", state],
        ["Address", address],
        ["Process", pid],
        ["Data", dataDirectory],
        ["Configuration", config],
        ["Log", log],
        ...builders.map(
          ({ namespace, state, program, pid, address }) =>
            [`Builder (${namespace})`, program ? `${state}: ${program}, process ${pid}, ${address}` : state] as const,
        ),
      ]),
    object: ({ engine, address, state, socket, pid, dataDirectory, config, log, builders }) => ({
      Engine: engine,
      State: state,
      Address: address,
      Socket: socket,
      ...(pid !== undefined && { Pid: pid }),
      ...(dataDirectory !== undefined && { DataDirectory: dataDirectory, Config: config, Log: log }),
      Builders: builders.map(({ namespace, state, program = "", pid = 0, address = "", log = "" }) => ({
        ...{ Namespace: namespace, State: state, Program: program, Pid: pid, Address: address, Log: log },
      })),
    }),
  },
});
