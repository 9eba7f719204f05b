import { basename } from "node:path";
import { isRunning, processIdentity } from "../../store/process-identity.ts";
import { type HostProcess, hostProcesses } from "../host-processes.ts";
import { isOld, type Leftover, leftoverKind } from "./leftover.ts";

interface OrphanShim extends Leftover {
  readonly namespace: string;
  readonly identity: string;
  readonly process: HostProcess;
}

/** A shim that serves no task: a start was cut short at the wrong moment, and containerd has forgotten it. */
export const orphanShimKind = leftoverKind<OrphanShim>({
  async candidates({ settings }) {
    return hostProcesses().flatMap((process) => {
      const [program = "", ...args] = process.command;
      const value = (flag: string) => args[args.indexOf(flag) + 1] ?? "";
      const identity = processIdentity(process.pid);
      if (!basename(program).startsWith("containerd-shim-runc") || identity === undefined) return [];
      if (!args.includes("-address") || value("-address") !== settings.address) return [];
      const [namespace, id] = [value("-namespace"), value("-id")];
      return [{ kind: "shim without task", namespace, id, name: `process ${process.pid}`, identity, process }];
    });
  },
  isLeft({ namespace, id, process }, living, scene) {
    if (living.task(namespace, id) !== undefined || living.isBusy(id) || !isOld(process.startMs, scene)) return false;
    // One that serves a group outlives the container that it was started for.
    const isParent = living.processes.some(({ parent }) => parent === process.pid);
    const shims = living.processes.filter(
      ({ command }) => command.includes("-namespace") && command.includes(namespace),
    );
    const servedByOthers = living
      .taskIds(namespace)
      .every((task) => shims.some(({ command }) => command.includes(task)));
    return !isParent && servedByOthers;
  },
  async remove({ identity, process: { pid } }) {
    if (isRunning(identity)) process.kill(pid, "SIGKILL");
  },
});
