import { updatedResources } from "./resource-limits.ts";
import type { SpecOption } from "./spec-options.ts";

/** What a container may use of the machine: the flags of that group, read. */
export interface ResourceOptions {
  readonly cpus: number | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
}

/** Zero is no limit. Throws INVALID_VALUE where no container could keep to it. */
export function resourceOptions({ cpus, memory }: ResourceOptions): SpecOption[] {
  const limits = { cpus: cpus || undefined, memory: memory || undefined };
  return [
    (spec) => {
      spec.linux.resources = updatedResources(spec.linux.resources, limits);
    },
  ];
}
