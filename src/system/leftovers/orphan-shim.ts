import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, processIdentity } from "../../store/process-identity.ts";
import { boundSockets, type HostProcess, hostProcesses, isLogger, shimNames } from "../host-processes.ts";
import { isOld, type Leftover, leftoverKind } from "./leftover.ts";

interface OrphanShim extends Leftover {
  readonly namespace: string;
  readonly identity: string;
  readonly process: HostProcess;
}

const longestDeathMs = 2_000;
const betweenLooksMs = 10;

/**
 * A shim that serves no task. Either a start was cut short at the wrong moment; or a containerd that came back on a busy host could not reach
 * it in time, has ended its container, and has forgotten it. Its logger goes with it: the shim holds the pipes that the logger reads.
 */
export const orphanShimKind = leftoverKind<OrphanShim>({
  async candidates({ settings }) {
    return hostProcesses().flatMap((process) => {
      const shim = shimNames(process);
      const identity = processIdentity(process.pid);
      if (shim?.address !== settings.address || identity === undefined) return [];
      const { namespace, id } = shim;
      return [{ kind: "shim without task", namespace, id, name: `process ${process.pid}`, identity, process }];
    });
  },
  isLeft({ namespace, id, process }, living, scene) {
    const { settings } = scene;
    if (living.task(namespace, id) !== undefined || living.isBusy(id) || !isOld(process.startMs, scene)) return false;
    // One that serves a group outlives the container that it was started for.
    const isParent = living.processes.some((other) => other.parent === process.pid && !isLogger(other));
    const served = living.processes.flatMap((other) => {
      const shim = shimNames(other);
      return shim?.address === settings.address && shim.namespace === namespace ? [shim.id] : [];
    });
    const servesNobody = living.taskIds(namespace).every((task) => served.includes(task));
    return !isParent && servesNobody;
  },
  async remove({ identity, process: { pid } }) {
    if (!isRunning(identity)) return;
    const sockets = boundSockets(pid).filter((path) => path.includes("/containerd/s/"));
    process.kill(pid, "SIGKILL");
    for (let waitedMs = 0; isRunning(identity) && waitedMs < longestDeathMs; waitedMs += betweenLooksMs) {
      await delay(betweenLooksMs);
    }
    await Promise.all(sockets.map((path) => rm(path, { force: true })));
  },
});
