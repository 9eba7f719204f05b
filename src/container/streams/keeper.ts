import type { ContainerRecord } from "../../engine/containers.ts";
import type { Settings } from "../../settings/settings.ts";
import { isRunning, processIdentity } from "../../store/process-identity.ts";
import { labelKeys } from "../record/labels.ts";
import { isOurs } from "../record/ownership.ts";

type Labelled = Pick<ContainerRecord, "labels">;

const supervisor = "supervisor";

/** The label of a container that is about to be started: who sees to it once it has exited. */
export function keeperLabels({ detach }: { readonly detach: boolean }): Record<string, string> {
  return { [labelKeys.keeper]: detach ? supervisor : (processIdentity() ?? "") };
}

/**
 * Who sees to the container after its exit. `nobody`: it was never started, or nerdctl did that; `gone`: the process that carried
 * its streams has died, and left it to whoever comes.
 */
export function keeperOf({ labels }: Labelled): "nobody" | "supervisor" | "process" | "gone" {
  const keeper = labels[labelKeys.keeper];
  if (keeper === undefined) return "nobody";
  if (keeper === supervisor) return "supervisor";
  return isRunning(keeper) ? "process" : "gone";
}

/** Whether that is this very process. Somebody who starts or restarts the container takes it over. */
export function isKeptHere({ labels }: Labelled): boolean {
  return labels[labelKeys.keeper] === processIdentity();
}

export function isAutoRemoved({ labels }: Labelled): boolean {
  return labels[labelKeys.autoRemove] === "true";
}

/** Whether it is to go with its exit, and no process that carries its streams sees to that. What nerdctl has started is left to nerdctl. */
export function isLeftToGo(container: Labelled, settings: Pick<Settings, "dataStore">): boolean {
  return (
    isAutoRemoved(container) &&
    ["supervisor", "gone"].includes(keeperOf(container)) &&
    isOurs(settings, container.labels)
  );
}
