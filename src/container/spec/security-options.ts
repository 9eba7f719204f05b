import { type SpecOption, withCapabilities, withReadonlyRoot } from "./spec-options.ts";

/** What a container may do: the flags of that group, read. */
export interface SecurityOptions {
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly readOnly: boolean;
}

/** What the host allows at all. */
export interface SecurityFacts {
  readonly availableCapabilities: readonly string[];
}

export function securityOptions(input: SecurityOptions, { availableCapabilities }: SecurityFacts): SpecOption[] {
  return [
    withCapabilities({ add: input.capAdd, drop: input.capDrop, available: availableCapabilities }),
    ...(input.readOnly ? [withReadonlyRoot()] : []),
  ];
}
