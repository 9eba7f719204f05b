import type { SystemInfo } from "../../system/info.ts";
import { binarySize } from "../../units.ts";
import { defineCommand } from "../define-command.ts";
import { labelledLines } from "../labelled-lines.ts";

export const infoCommand = defineCommand({
  name: "info",
  summary: "Show the engine and its host",
  args: {},
  interspersed: true,
  flags: {
    format: { type: "string", short: "f", summary: "json, or a Go template" },
    mode: { type: "string", default: "dockercompat", choices: ["dockercompat", "native"], summary: "In whose words" },
  },
  examples: ["info", "info -f '{{.CgroupVersion}}'"],
  async execute(context, { mode }) {
    const { nativeInfo, systemInfo } = await import("../../system/info.ts");
    const info = await systemInfo(context);
    return { info, object: mode === "native" ? await nativeInfo(context) : info };
  },
  output: {
    kind: "report",
    text: ({ info, object }) => (info === object ? infoText(info) : `${JSON.stringify(object, null, 4)}\n`),
    object: ({ object }) => object,
  },
});

function infoText(info: SystemInfo): string {
  const lines = labelledLines([
    ["Server Version", info.ServerVersion],
    ["Containers", info.Containers],
    ["  Running", info.ContainersRunning],
    ["  Paused", info.ContainersPaused],
    ["  Stopped", info.ContainersStopped],
    ["Images", info.Images],
    ["Storage Driver", info.Driver],
    ["Snapshotters", info.Plugins.Storage.join(" ")],
    ["Logging Driver", info.LoggingDriver],
    ["Cgroup Driver", info.CgroupDriver],
    ["Cgroup Version", info.CgroupVersion],
    ["Kernel Version", info.KernelVersion],
    ["Operating System", info.OperatingSystem],
    ["OSType", info.OSType],
    ["Architecture", info.Architecture],
    ["CPUs", info.NCPU],
    ["Total Memory", binarySize(info.MemTotal)],
    ["Name", info.Name],
    ["ID", info.ID],
    ["Data Root", info.DockerRootDir],
  ]);
  return lines + info.Warnings.map((warning) => `${warning}\n`).join("");
}
