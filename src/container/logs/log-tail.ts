import { NerdError } from "../../errors.ts";

/** `--tail`: a number of lines, undefined for all of them. Throws INVALID_VALUE. */
export function readTail(text: string): number | undefined {
  if (text === "all" || text === "-1") return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new NerdError("INVALID_VALUE", `invalid value for --tail: ${text}`, { hint: "write all or a number of lines" });
}
