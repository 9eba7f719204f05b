import { defineCommand } from "../define-command.ts";

export const healthcheckCommand = defineCommand({
  name: "healthcheck",
  summary: "Check a container's health once, now",
  args: { container: "required" },
  interspersed: true,
  flags: {},
  examples: ["healthcheck web"],
  async execute(context, { container }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { checkHealthNow } = await import("../../container/health/health-check.ts");
    return await checkHealthNow(context, await findContainer(context, container));
  },
  output: { kind: "lines", lines: ({ Status }) => [Status] },
});
