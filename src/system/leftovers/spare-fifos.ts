import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fifoSparesDirectory } from "../../container/streams/fifo-spares.ts";
import { isRunning } from "../../store/process-identity.ts";
import { namesIn } from "../directory-names.ts";
import { type Leftover, leftoverKind } from "./leftover.ts";

interface SpareFifos extends Leftover {
  readonly owner: string;
}

/** FIFOs that a process kept for its next containers, and which is dead. */
export const spareFifosKind = leftoverKind<SpareFifos>({
  async candidates({ settings }) {
    const directory = fifoSparesDirectory(settings.runtimeDir);
    const owners = await namesIn(directory);
    return owners.map((owner) => ({ kind: "spare FIFOs", id: "", name: join(directory, owner), owner }));
  },
  isLeft: ({ owner }) => !isRunning(owner),
  remove: ({ name }) => rm(name, { recursive: true, force: true }),
});
