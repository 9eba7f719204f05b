import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { explainRuntimeFailure } from "../engine/runtime-failure.ts";
import type { LinuxResources, RuntimeSpec } from "../engine/runtime-spec.ts";
import { isNerdError, withExitCode } from "../errors.ts";
import { type ResourceLimits, updatedResources } from "./spec/resource-limits.ts";
import { ifPresent } from "./wait.ts";

export type UpdateOptions = ResourceLimits;

/**
 * Changes the limits of a container, at once where it runs, and for its next starts. The runtime comes first: what it
 * refuses is not recorded. Throws INVALID_VALUE for limits that contradict each other or those that it has.
 */
export async function updateContainer(
  { engine, signal }: Pick<Context, "engine" | "signal">,
  container: StoredContainer,
  options: UpdateOptions,
): Promise<void> {
  const { id } = container;
  const spec = container.spec();
  const before = spec.linux.resources;
  const resources = acceptedResources(before, options);
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (task !== undefined && task.status !== "STOPPED") {
    try {
      await engine.tasks.update(id, changedParts(before, resources), { signal });
    } catch (error) {
      throw explainRuntimeFailure(error, "");
    }
  }
  const updated: RuntimeSpec = { ...spec, linux: { ...spec.linux, resources } };
  await engine.containers.update(id, { spec: updated });
}

/** The container is there, and stays as it is: that is less than a failed start. */
function acceptedResources(before: LinuxResources, options: UpdateOptions): LinuxResources {
  try {
    return updatedResources(before, options);
  } catch (error) {
    throw isNerdError(error) ? withExitCode(error, 1) : error;
  }
}

/** A runtime leaves alone what it is not told: above all the devices, which systemd's cgroups cannot change. */
function changedParts(before: LinuxResources, after: LinuxResources): LinuxResources {
  const { memory, cpu, pids } = after;
  return {
    ...(memory !== before.memory && { memory }),
    ...(cpu !== before.cpu && { cpu }),
    ...(pids !== before.pids && { pids }),
  };
}
