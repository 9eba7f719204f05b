import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import type { BuildInput } from "../build-input.ts";

const known = ["network.host", "security.insecure", "device"];

/** What steps may do that they ask for; `--network host` is one of them. Throws INVALID_VALUE. */
export function entitlements({ allow = [], network }: Pick<BuildInput, "allow" | "network">): string[] {
  const asked = allow.flatMap((text) => text.split(","));
  for (const text of asked) {
    if (known.includes(text.split("=")[0]!)) continue;
    const suggestions = closest(text, known);
    throw new NerdError("INVALID_VALUE", `nothing that a build can be allowed: ${text}`, {
      hint: `write ${known.slice(0, 2).join(" or ")}`,
      suggestions,
    });
  }
  return [...new Set([...asked, ...(network === "host" ? ["network.host"] : [])])];
}
