import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { readHostFacts } from "../engine/host/host-facts.ts";
import { explainRuntimeFailure } from "../engine/runtime-failure.ts";
import type { LinuxResources, RuntimeSpec } from "../engine/runtime-spec.ts";
import { isNerdError, withExitCode } from "../errors.ts";
import { announce } from "./events/announcement.ts";
import { parseRestartPolicy, setRestartPolicy } from "./restart-policy.ts";
import { type ResourceLimits, updatedResources } from "./spec/resource-limits.ts";
import { supportedResources } from "./spec/resource-support.ts";
import { ifPresent } from "./wait.ts";

export interface UpdateOptions extends ResourceLimits {
  /** `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`. */
  readonly restart?: string | undefined;
}

/**
 * Changes the limits and the policy of a container, at once where it runs, and for its next starts. The runtime comes first: what it
 * refuses is not recorded. Throws INVALID_VALUE for limits that contradict each other or those that it has.
 */
export async function updateContainer(
  context: Pick<Context, "engine" | "settings" | "signal" | "emit">,
  container: StoredContainer,
  { restart, ...limits }: UpdateOptions,
): Promise<void> {
  const { engine, signal } = context;
  const { id } = container;
  if (restart !== undefined) parseRestartPolicy(restart);
  const spec = container.spec();
  const before = spec.linux.resources;
  const resources = acceptedResources(before, limits, context.emit);
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (task !== undefined && task.status !== "STOPPED") {
    try {
      await engine.tasks.update(id, changedParts(before, resources), { signal });
    } catch (error) {
      throw explainRuntimeFailure(error, "");
    }
  }
  const updated: RuntimeSpec = { ...spec, linux: { ...spec.linux, resources } };
  if (resources !== before) await engine.containers.update(id, { spec: updated });
  if (restart !== undefined) await setRestartPolicy(context, container, restart);
  await announce(context, container, "update");
}

/** As in Docker, zero changes nothing: an API's caller may hand over what another container has. */
function withoutZeros(limits: ResourceLimits): ResourceLimits {
  const { memory, memorySwap, memoryReservation } = limits;
  return {
    ...limits,
    memory: memory || undefined,
    memorySwap: memorySwap || undefined,
    memoryReservation: memoryReservation || undefined,
  };
}

/** The container is there, and stays as it is: that is less than a failed start. */
function acceptedResources(before: LinuxResources, options: ResourceLimits, emit: Context["emit"]): LinuxResources {
  try {
    const supported = supportedResources(withoutZeros(options), readHostFacts());
    const resources = updatedResources(before, supported.options);
    for (const message of supported.warnings) emit({ type: "warning", code: "LIMIT_DISCARDED", message });
    return resources;
  } catch (error) {
    throw isNerdError(error) ? withExitCode(error, 1) : error;
  }
}

/** A runtime leaves alone what it is not told: above all the devices, which systemd's cgroups cannot change. */
function changedParts(before: LinuxResources, after: LinuxResources): LinuxResources {
  const { memory, cpu, pids, blockIO } = after;
  return {
    ...(memory !== before.memory && { memory }),
    ...(cpu !== before.cpu && { cpu }),
    ...(pids !== before.pids && { pids }),
    ...(blockIO !== before.blockIO && { blockIO }),
  };
}
