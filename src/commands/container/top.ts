import { defineCommand } from "../define-command.ts";

/** Docker's columns: at least 20 wide, with three blanks between. */
const [leastWidth, gap] = [20, 3];

export const topCommand = defineCommand({
  name: "top",
  summary: "Show the processes of a container",
  args: { container: "required", psOptions: "rest" },
  interspersed: false,
  flags: {},
  examples: ["top web", "top web -eo pid,comm"],
  async execute(context, { container, psOptions }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { containerProcesses } = await import("../../container/top.ts");
    return await containerProcesses(context, await findContainer(context, container), psOptions);
  },
  output: {
    kind: "lines",
    lines({ titles, processes }) {
      const rows = [titles, ...processes];
      const widths = titles.map((_, i) => Math.max(leastWidth, ...rows.map((row) => (row[i] ?? "").length + gap)));
      return rows.map((row) => row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i]!) : cell)).join(""));
    },
  },
});
