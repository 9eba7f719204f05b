import { release } from "node:os";
import { defineCommand } from "../define-command.ts";
import { labelledLines } from "../labelled-lines.ts";

export const versionCommand = defineCommand({
  name: "version",
  summary: "Show the versions of nerdsh, and of what it uses",
  args: {},
  interspersed: true,
  flags: { format: { type: "string", short: "f", summary: "json, or a Go template" } },
  examples: ["version", "version -f '{{.Client.Version}}'"],
  async execute(context) {
    const { readVersions } = await import("../../system/versions.ts");
    const versions = await readVersions(context);
    if (versions.failure) {
      context.emit({ type: "warning", code: versions.failure.code, message: versions.failure.message });
    }
    return versions;
  },
  output: {
    kind: "report",
    text: ({ client, server }) => {
      const { version, runtime, os, architecture } = client;
      const own: [string, string][] = [
        ["Version", version],
        ["Runtime", runtime],
        ["OS/Arch", `${os}/${architecture}`],
      ];
      const components = (server ?? []).map(({ name, version, details }) => {
        return ` ${name}:\n${labelledLines([["Version", version], ...Object.entries(details)], 2)}`;
      });
      return `Client:\n${labelledLines(own, 1)}${server ? `\nServer:\n${components.join("")}` : ""}`;
    },
    object: ({ client, server }) => ({
      Client: {
        Version: client.version,
        Runtime: client.runtime,
        Os: client.os,
        Arch: client.architecture,
        Components: [],
      },
      Server: server && {
        Version: server[0]?.version,
        Os: client.os,
        Arch: client.architecture,
        KernelVersion: release(),
        Components: server.map(({ name, version, details }) => ({ Name: name, Version: version, Details: details })),
      },
    }),
    status: ({ server }) => (server ? 0 : 1),
  },
});
