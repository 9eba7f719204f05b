import { defineCommand } from "../define-command.ts";
import { clusterReason } from "./cluster.ts";

export const volumeCreateCommand = defineCommand({
  name: "volume create",
  summary: "Make a volume",
  args: { volume: "optional" },
  interspersed: true,
  flags: {
    driver: { type: "string", short: "d", default: "local", choices: ["local"], summary: "Whose driver it has" },
    label: { type: "pairs", summary: "What is written down of it: KEY[=VALUE]" },
    opt: {
      type: "pairs",
      short: "o",
      summary: "What is mounted there while a container runs that has it: type=…, device=…, o=…, as mount(8) has them",
    },
  },
  refused: {
    availability: clusterReason,
    group: clusterReason,
    "limit-bytes": clusterReason,
    "required-bytes": clusterReason,
    scope: clusterReason,
    secret: clusterReason,
    sharing: clusterReason,
    "topology-preferred": clusterReason,
    "topology-required": clusterReason,
    type: clusterReason,
  },
  examples: [
    "volume create data",
    "volume create --label app=shop data",
    "volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=64m scratch",
  ],
  async execute(context, { volume, label, opt }) {
    const { createVolume } = await import("../../volume/create.ts");
    const texts = (pairs: Readonly<Record<string, string | null>>) =>
      Object.fromEntries(Object.entries(pairs).map(([key, value]) => [key, value ?? ""]));
    return await createVolume(context, { name: volume, labels: texts(label), options: texts(opt) });
  },
  output: { kind: "lines", lines: ({ name }) => [name] },
});
