import { NerdError } from "../errors.ts";
import type { EngineKind } from "./settings.ts";

const choices = ["auto", "system", "embedded"];

export interface EngineChoiceInput {
  /** `--engine`, with its flag's address beside it; then `$NERDSH_ENGINE`. */
  readonly flag: string | undefined;
  readonly flagAddress: string | undefined;
  readonly environment: string | undefined;
  /** An address from a variable or from nerdctl.toml. */
  readonly namedAddress: string | undefined;
  /** `$NERDSH_ROOT`: whoever moves nerdsh's own files wants an engine of their own. */
  readonly privateRoot: string | undefined;
  /** Whether there is something at containerd's usual address. */
  readonly hasUsualSocket: boolean;
}

/**
 * Whose containerd to use. Whoever names an address means the containerd behind it. Otherwise the system's where
 * its socket exists, even if nobody answers there: to change engines while it restarts would make all containers
 * seem gone.
 */
export function engineChoice(input: EngineChoiceInput): EngineKind {
  const { flag, flagAddress } = input;
  if (flag === "embedded" && flagAddress !== undefined) {
    throw new NerdError("INVALID_VALUE", `--engine embedded has an address of its own, not ${flagAddress}`, {
      hint: "leave out --address or --engine",
    });
  }
  const named = flag ?? (flagAddress === undefined ? input.environment || undefined : "system");
  if (named !== undefined && !choices.includes(named)) {
    throw new NerdError("INVALID_VALUE", `no such engine: ${named}`, { hint: `choose ${choices.join(", ")}` });
  }
  if (named === "system" || named === "embedded") return named;
  if ((flagAddress ?? input.namedAddress) !== undefined) return "system";
  if (input.privateRoot !== undefined) return "embedded";
  return input.hasUsualSocket ? "system" : "embedded";
}
