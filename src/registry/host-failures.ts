import { isNerdError, NerdError } from "../errors.ts";
import type { RegistryHost } from "./hosts/registry-host.ts";
import type { RegistryRequest } from "./registry-request.ts";

/** Why a host gave nothing. */
interface HostFailure {
  readonly host: RegistryHost;
  readonly error: unknown;
}

/** Of what all hosts failed by, in their order, what tells most: the last answer, else the registry's own silence. */
export function worstFailure(failures: readonly HostFailure[], { needs, what }: RegistryRequest): unknown {
  if (failures.length === 0) {
    return new NerdError("REGISTRY_FAILED", `no host may ${needs} ${what}`, {
      hint: "see capabilities in hosts.toml",
    });
  }
  const answered = failures.findLast(({ error }) => !isNerdError(error, "REGISTRY_UNREACHABLE"));
  return answered?.error ?? unreachable(failures);
}

/** The last failure, which is the registry's own, with what its mirrors failed by. */
function unreachable(failures: readonly HostFailure[]): unknown {
  const last = failures.at(-1)?.error;
  const mirrors = failures.slice(0, -1).filter(({ host }) => host.namespace !== undefined);
  if (mirrors.length === 0 || !isNerdError(last)) return last;
  const before = mirrors.map(({ error }) => (error instanceof Error ? error.message : String(error))).join("; ");
  return new NerdError(last.code, last.message, { hint: `its mirrors failed as well: ${before}`, cause: last });
}
