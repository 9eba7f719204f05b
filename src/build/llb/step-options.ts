import type { OpMetadata } from "../../buildkit/protocol.ts";
import type { Draft } from "../../rpc/typed-method.ts";
import { callerLocation } from "./caller-location.ts";
import type { SourceLocation, Vertex } from "./vertex.ts";

/** What every step takes. None of it is in the step's digest. */
export interface StepOptions {
  /** What progress calls the step, instead of what BuildKit makes of it. */
  readonly description?: string;
  /** Runs the step though its result is known. */
  readonly ignoreCache?: boolean;
  /** Steps of a group are shown as one. */
  readonly group?: StepGroup;
  /** Where the step was written; by default where it was called from. */
  readonly location?: SourceLocation;
}

export interface StepGroup {
  readonly id: string;
  readonly name: string;
}

/** Metadata and location of a step that needs these capabilities of BuildKit. */
export function stepFacts(options: StepOptions, caps: readonly string[]): Pick<Vertex, "metadata" | "location"> {
  const { description, ignoreCache = false, group, location = callerLocation() } = options;
  const own = [
    ...caps,
    ...(description === undefined ? [] : ["meta.description"]),
    ...(ignoreCache ? ["meta.ignorecache"] : []),
  ];
  const metadata: Draft<OpMetadata> = {
    ignoreCache,
    // From BuildKit, client/llb, WithCustomName.
    description: description === undefined ? {} : { "llb.customname": description },
    caps: Object.fromEntries([...new Set(own)].sort().map((cap) => [cap, true])),
    ...(group && { progressGroup: group }),
  };
  return { metadata, ...(location && { location }) };
}
