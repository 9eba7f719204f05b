import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";
import { clusterReason } from "./cluster.ts";

export const volumeUpdateCommand = defineCommand({
  name: "volume update",
  summary: "Refused: only volumes of a swarm can be changed",
  args: { volume: "optional" },
  interspersed: true,
  flags: {},
  refused: { availability: clusterReason },
  examples: [],
  async execute() {
    throw new NerdError("UNSUPPORTED", `volume update is not supported: ${clusterReason}`, {
      hint: "make a new volume with other labels, and copy what is in it",
    });
  },
  output: { kind: "none" },
});
