import { readFile } from "node:fs/promises";
import { processTable } from "../test/support/process-table.ts";
import type { Scenario } from "./support/scenario.ts";

const allowedKiB = 64;

/** What a detached container costs beyond containerd's shim: the logger, whose share of common pages counts by its users (PSS). */
export const memory: Scenario = {
  title: "memory that nerdsh adds to each of 100 detached containers",
  unit: "KiB",
  rounds: { full: 1, short: 1 },
  async prepare({ nerdsh, isShort }) {
    const numbers = Array.from({ length: isShort ? 5 : 100 }, (_, i) => i);
    const command = ["sh", "-c", "echo hello; sleep 1000000"];
    const options = { detach: true, network: "none" };
    const containers = await Promise.all(numbers.map(() => nerdsh.run("busybox", command, options)));
    return {
      contenders: [
        { name: "nerdsh", run: async () => (await addedKiB(containers)) / containers.length },
        { name: "allowed", run: async () => allowedKiB },
      ],
      comparisons: [{ subject: "nerdsh", reference: "allowed", atMost: 1 }],
      finish: async () => void (await Promise.all(containers.map((container) => container.remove({ force: true })))),
    };
  },
};

/** Of all processes that are told a container's id, but for its shim. */
async function addedKiB(containers: readonly { readonly id: string }[]): Promise<number> {
  const added = (await processTable()).filter(
    ({ command }) =>
      !command[0]?.includes("containerd-shim") &&
      containers.some(({ id }) => command.some((word) => word.includes(id))),
  );
  const sizes = await Promise.all(added.map(({ pid }) => readFile(`/proc/${pid}/smaps_rollup`, "utf8")));
  return sizes.reduce((sum, text) => sum + Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]), 0);
}
