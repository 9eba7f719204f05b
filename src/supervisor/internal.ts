import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";

/** What nerdsh calls itself for: `internal supervise SETTINGS`. No user types these words, and no help shows them. */
export async function runInternal([name, settings]: readonly string[]): Promise<number> {
  if (name !== "supervise" || settings === undefined) {
    throw new NerdError("UNKNOWN_COMMAND", `unknown internal command: ${name ?? ""}`);
  }
  const { supervise } = await import("./supervise.ts");
  await supervise(JSON.parse(settings) as Settings); // Written by container/supervision.ts.
  return 0;
}
