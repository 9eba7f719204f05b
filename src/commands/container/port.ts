import { defineCommand } from "../define-command.ts";

export const portCommand = defineCommand({
  name: "port",
  summary: "Show the ports of the host that lead to a container",
  args: { container: "required", port: "optional" },
  interspersed: true,
  flags: {},
  examples: ["port web", "port web 80/tcp"],
  async execute(context, { container, port }) {
    const { containerPorts, hostPortOf, portLine } = await import("../../container/ports.ts");
    const mappings = await containerPorts(context, container, port);
    return mappings.map(port === undefined ? portLine : hostPortOf);
  },
  output: { kind: "lines", lines: (lines) => lines },
});
