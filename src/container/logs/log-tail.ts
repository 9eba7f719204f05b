import { NerdError } from "../../errors.ts";

/** `--tail`: a number of lines, undefined for all of them, which is also what a negative one means to Docker. Throws INVALID_VALUE. */
export function readTail(text: string): number | undefined {
  if (/^(all|-\d+)$/.test(text)) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new NerdError("INVALID_VALUE", `invalid value for --tail: ${text}`, { hint: "write all or a number of lines" });
}
