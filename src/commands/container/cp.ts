import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";

export const cpCommand = defineCommand({
  name: "cp",
  summary: "Copy files between a container and the host",
  args: { source: "required", target: "required" },
  interspersed: true,
  flags: {
    archive: { type: "bool", short: "a", summary: "Keep owners and groups, which is done without it, too" },
    "follow-link": { type: "bool", short: "L", summary: "Copy what a link at SOURCE leads to" },
    quiet: { type: "bool", short: "q", summary: "Accepted for docker's sake: nothing is said of what goes well" },
  },
  examples: ["cp web:/etc/nginx/nginx.conf .", "cp ./page web:/usr/share/nginx/html", "cp web:/var/log - | tar -t"],
  async execute(context, { source, target, followLink }) {
    const { copyOperands } = await import("../../container/copy/copy-operands.ts");
    const { archiveFrom, copyFrom, copyTo, extractTo } = await import("../../container/copy/copy.ts");
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { direction, container: name, path, host } = copyOperands(source, target);
    const container = await findContainer(context, name);
    if (host !== undefined) {
      if (direction === "to") return await copyTo(context, container, { path: host, followLink }, path);
      return await copyFrom(context, container, { path, followLink }, host);
    }
    const { stdio } = context;
    if (stdio === undefined) throw new NerdError("MISSING_ARGUMENT", "- is stdin or stdout, and there is neither here");
    if (direction === "to") return await extractTo(context, container, path, stdio.stdin);
    const { writeBytes } = await import("../../container/copy/written-bytes.ts");
    await writeBytes(await archiveFrom(context, container, { path, followLink }), stdio.stdout);
  },
  output: { kind: "none" },
});
