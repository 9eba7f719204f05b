import type { SpecInput } from "../spec/spec.ts";

/** What a caller may decide of a container before it exists: the flags of `run` and `create`, read. */
export interface CreateOptions extends SpecInput {
  readonly image: string;
  readonly cidfile: string | undefined;
  readonly envFile: readonly string[];
  readonly hostname: string | undefined;
  readonly init: boolean;
  readonly interactive: boolean;
  readonly label: Readonly<Record<string, string | null>>;
  readonly name: string | undefined;
  /** `bridge`, `none`, `host`, or a network's name. */
  readonly network: string;
  readonly publish: readonly string[];
  readonly pull: "always" | "missing" | "never";
  readonly rm: boolean;
  readonly stopSignal: string | undefined;
  readonly user: string | undefined;
  readonly volume: readonly string[];
}
