import { version } from "../../version.ts";
import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";

export const composeVersionCommand = defineCommand({
  name: "compose version",
  summary: "Show the version of compose, which is nerdsh's own",
  args: {},
  interspersed: true,
  flags: {
    ...composeFlags,
    format: {
      type: "string",
      short: "f",
      default: "pretty",
      choices: ["pretty", "json"],
      summary: "For people or for programs",
    },
    short: { type: "bool", summary: "Only the number" },
  },
  refused: composeRefused,
  examples: ["compose version", "compose version --short", "compose version --format json"],
  async execute() {
    return version;
  },
  output: {
    kind: "lines",
    lines(version, { short, format }) {
      if (short) return [version];
      return [format === "json" ? JSON.stringify({ version }) : `nerdsh Compose version ${version}`];
    },
  },
});
