import type { StateFacts } from "./state.ts";

/** What a command sees at a path, besides its root. */
export type LlbMount =
  | {
      readonly kind: "bind";
      readonly state: Pick<StateFacts, "output">;
      readonly source: string;
      readonly writable: boolean;
    }
  | ({
      readonly kind: "cache";
      readonly id: string;
      readonly from: Pick<StateFacts, "output"> | undefined;
    } & CacheOptions)
  | { readonly kind: "tmpfs"; readonly sizeBytes: number }
  | ({ readonly kind: "secret"; readonly id: string } & SecretFileOptions)
  | ({ readonly kind: "ssh"; readonly id: string } & SecretFileOptions);

export interface BindOptions {
  /** The part of the state that is mounted: a path in it. */
  readonly source?: string;
  /** Lets the command write to it; `mount(path)` of the run is then what it has left. */
  readonly writable?: boolean;
}

export interface CacheOptions {
  /** Of several that run at once: `shared` write side by side, `private` each have their own, `locked` wait. */
  readonly sharing?: "shared" | "private" | "locked";
}

export interface SecretFileOptions {
  readonly uid?: number;
  readonly gid?: number;
  /** 0o400 for a secret, 0o600 for an agent's socket by default. */
  readonly mode?: number;
  /** Without it the step fails where the build has no such secret, or agent. */
  readonly optional?: boolean;
}

/** Another state's files, not writable unless asked for. */
export function bind(state: Pick<StateFacts, "output">, { source = "", writable = false }: BindOptions = {}): LlbMount {
  return { kind: "bind", state, source, writable };
}

/** A directory that the builder keeps from build to build; `from` is what it starts with. */
export function cache(
  id: string,
  options: CacheOptions & { readonly from?: Pick<StateFacts, "output"> } = {},
): LlbMount {
  const { from, sharing = "shared" } = options;
  return { kind: "cache", id, from, sharing };
}

/** A directory in memory, gone with the command. */
export function tmpfs({ sizeBytes = 0 }: { readonly sizeBytes?: number } = {}): LlbMount {
  return { kind: "tmpfs", sizeBytes };
}

/** A secret of the build as a file. */
export function secret(id: string, options: SecretFileOptions = {}): LlbMount {
  return { kind: "secret", id, ...options };
}

/** The socket of one of the build's SSH agents. */
export function ssh(id = "default", options: SecretFileOptions = {}): LlbMount {
  return { kind: "ssh", id, ...options };
}
