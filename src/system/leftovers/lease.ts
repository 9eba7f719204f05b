import { ifPresent } from "../../container/wait.ts";
import { longestWorkMs, ownerLabel } from "../../image/pull/pull-lease.ts";
import { isRunning } from "../../store/process-identity.ts";
import { type Leftover, leftoverKind } from "./leftover.ts";

interface LeaseLeftover extends Leftover {
  readonly namespace: string;
  readonly owner: string | undefined;
  readonly createdMs: number;
}

/** A lease that a killed pull or load held: it keeps layers and half-unpacked snapshots of no image. */
export const leaseKind = leftoverKind<LeaseLeftover>({
  async candidates({ engine, namespaces, signal }) {
    const lists = namespaces.map(async (namespace) => {
      const leases = await engine.inNamespace(namespace).leases.list([], { signal });
      const ours = leases.filter(({ id }) => id.startsWith("nerdsh-"));
      return ours.map(({ id: name, labels, createdAt = "" }) => {
        return { kind: "lease", namespace, id: "", name, owner: labels[ownerLabel], createdMs: Date.parse(createdAt) };
      });
    });
    return (await Promise.all(lists)).flat();
  },
  isLeft: ({ owner, createdMs }, _, { nowMs }) =>
    owner === undefined ? nowMs - createdMs > longestWorkMs : !isRunning(owner),
  async remove({ namespace, name }, { engine }) {
    await ifPresent(engine.inNamespace(namespace).leases.delete(name, { sync: true }));
  },
});
