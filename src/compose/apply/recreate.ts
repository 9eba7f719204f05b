import { mountRecords } from "../../container/mounts/mount-record.ts";
import { labelKeys, readJsonLabel } from "../../container/record/labels.ts";
import { removeContainer } from "../../container/remove.ts";
import { renameContainer } from "../../container/rename.ts";
import { stopContainer } from "../../container/stop.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NameStore } from "../../store/name-store.ts";
import type { Action } from "../plan/plan.ts";
import type { StepContext } from "./apply-context.ts";
import { recordOf } from "./container-record.ts";
import { runStopHooks } from "./hooks.ts";
import { makeContainer } from "./made-container.ts";

/**
 * The old one gives up its name, then its ports and addresses, and goes once the new one is there, whose volumes it has handed on: wherever this
 * is cut short, one of the two has them. The name comes first, as nothing else tells whoever looks next that one that runs has been told to end.
 */
export async function recreate(apply: StepContext, action: Extract<Action, { kind: "recreate" }>): Promise<void> {
  const { context } = apply;
  const old = await recordOf(apply, action);
  const spare = `${old.id.slice(0, 12)}_${action.name}`;
  if (!action.isStopped) await runStopHooks(apply, action.service, old);
  if (old.labels[labelKeys.name] !== spare) await renameContainer(context, old, spare);
  // A renaming that was cut short may have left it the old name, too.
  else await new NameStore(context.settings.dataStore, context.engine.namespace).release(action.name, old.id);
  if (!action.isStopped) await stopContainer(context, old, { timeout: apply.timeout });
  const inheritedVolumes = apply.renewVolumes ? {} : anonymousVolumes(old);
  await makeContainer(apply, { ...action, inheritedVolumes });
  const renamed = { ...old.labels, [labelKeys.name]: spare };
  await removeContainer(
    context,
    { id: old.id, snapshotter: old.snapshotter, labels: renamed },
    { force: true, volumes: true },
  );
}

/** Volumes that nobody named, by where they are mounted. */
function anonymousVolumes({ labels }: StoredContainer): Record<string, string> {
  const names = readJsonLabel<string[]>(labels, labelKeys.anonymousVolumes, []);
  const mounted = mountRecords(labels).flatMap(({ Name: name, Destination: target }) =>
    name !== undefined && names.includes(name) ? [[target, name] as const] : [],
  );
  return Object.fromEntries(mounted);
}
