import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composePortCommand = defineCommand({
  name: "compose port",
  summary: "Show the port of the host that leads to a port of a service",
  args: { service: "required", privatePort: "required" },
  interspersed: true,
  flags: {
    ...composeFlags,
    index: { type: "number", default: 0, value: "number", summary: "Of which container of several, from 1" },
    protocol: { type: "string", default: "tcp", choices: ["tcp", "udp", "sctp"], summary: "Of the port" },
  },
  refused: composeRefused,
  examples: ["compose port web 80", "compose port --protocol udp dns 53"],
  async execute(context, { service, privatePort, index, protocol, ...options }) {
    const { replica } = await import("../../compose/known/known-project.ts");
    const { containerPorts, hostPortOf } = await import("../../container/ports.ts");
    const { id } = await replica(context, await knownProject(context, options), { service, index, mustRun: false });
    const port = privatePort.includes("/") ? privatePort : `${privatePort}/${protocol}`;
    return (await containerPorts(context, id, port)).map(hostPortOf);
  },
  output: { kind: "lines", lines: (ports) => ports.slice(0, 1) },
});
