import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { projectSource, warnTo } from "./project-source.ts";

export const composeConfigCommand = defineCommand({
  name: "compose config",
  summary: "Show a project as it is after merging, filling in and checking",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    environment: { type: "bool", summary: "Only the variables that the files see" },
    format: { type: "string", default: "yaml", choices: ["yaml", "json"], summary: "In which notation" },
    hash: {
      type: "string",
      value: "services",
      summary: "Only the hashes of services, by names with commas between; * for all",
    },
    images: { type: "bool", summary: "Only the names of images" },
    models: { type: "bool", summary: "Only the names of models" },
    networks: { type: "bool", summary: "Only the names of networks" },
    "no-consistency": { type: "bool", summary: "Leave out the check of what refers to what" },
    "no-env-resolution": { type: "bool", summary: "Leave env_file as it is" },
    "no-interpolate": { type: "bool", summary: "Leave variables as they are" },
    "no-normalize": { type: "bool", summary: "Leave out defaults" },
    "no-path-resolution": { type: "bool", summary: "Leave relative paths as they are" },
    output: { type: "string", short: "o", value: "file", summary: "Write into this file" },
    profiles: { type: "bool", summary: "Only the names of profiles" },
    quiet: { type: "bool", short: "q", summary: "Only check" },
    "resolve-image-digests": { type: "bool", summary: "Name images by their digests" },
    services: { type: "bool", summary: "Only the names of services" },
    variables: { type: "bool", summary: "Only the variables that the files use" },
    volumes: { type: "bool", summary: "Only the names of volumes" },
  },
  refused: composeRefused,
  examples: ["compose config", "compose -f compose.yaml -f test.yaml config --services", "compose config --hash '*'"],
  async execute(context, options) {
    const { configOutput } = await import("../../compose/config.ts");
    const source = await projectSource(context, options);
    return await configOutput(context, source, { ...options, warn: warnTo(context) });
  },
  output: { kind: "text", text: (config) => config },
});
