import { commitCommand } from "../container/commit.ts";
import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

const { author, change, message, pause } = commitCommand.flags;

export const composeCommitCommand = defineCommand({
  name: "compose commit",
  summary: "Make an image of what a service's container has become",
  args: { service: "required", repository: "required" },
  interspersed: true,
  flags: {
    ...composeFlags,
    author,
    change,
    index: { type: "number", default: 0, value: "number", summary: "Of which container of several, from 1" },
    message,
    pause,
  },
  refused: composeRefused,
  examples: ["compose commit web my-web:fixed", 'compose commit -c \'CMD ["nginx", "-t"]\' web my-web:test'],
  async execute(context, { author, message, pause, change, repository: tag, dryRun, ...options }) {
    const { replica } = await import("../../compose/known/known-project.ts");
    const { commitContainer } = await import("../../container/commit.ts");
    const known = await knownProject(context, options);
    const { name, summary } = await replica(context, known, { ...options, mustRun: false });
    if (dryRun) return `commit ${name} to ${tag}`;
    const commit = { tag, author, message, pause, changes: change };
    return (await commitContainer(context, summary.container, commit)).configDigest;
  },
  output: { kind: "lines", lines: (digest) => [digest] },
});
