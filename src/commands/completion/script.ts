import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

/**
 * Each asks `nerdsh __complete -- WORD…`, with the words up to the cursor: the answer has a candidate a line, behind a
 * tab what it is; none means a file. So a script knows no command and no flag, and never goes stale.
 */
const scripts: Readonly<Record<string, string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Throws INVALID_VALUE for a shell that there is no script for. */
export function completionScript(shell: string): string {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script !== undefined) return script;
  const suggestions = closest(shell, Object.keys(scripts));
  throw new NerdError("INVALID_VALUE", `no completion script for this shell: ${shell}`, {
    suggestions,
    hint: `there is one for ${Object.keys(scripts).join(", ")}`,
    exitCode: 1,
  });
}
