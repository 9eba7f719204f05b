import { constants } from "node:os";
import { NerdError } from "../errors.ts";
import { closest } from "../suggest.ts";

/** `SIGTERM`, `term` or `15`. */
export function signalNumber(text: string): number {
  const signals: Readonly<Record<string, number>> = constants.signals;
  const name = text.toUpperCase();
  const number = /^\d+$/.test(text) ? Number(text) : (signals[name] ?? signals[`SIG${name}`] ?? realTime(name));
  if (number !== undefined && number > 0 && number <= 64) return number;
  const suggestions = closest(name.startsWith("SIG") ? name : `SIG${name}`, Object.keys(signals));
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  throw new NerdError("INVALID_VALUE", `invalid signal: ${text}`, { suggestions, ...(hint && { hint }) });
}

/** `SIGRTMIN+3`, which systemd's containers want. From signal(7). */
function realTime(name: string): number | undefined {
  const [, base, offset] = /^(?:SIG)?(RTMIN|RTMAX)([+-]\d+)?$/.exec(name) ?? [];
  return base === undefined ? undefined : (base === "RTMIN" ? 34 : 64) + Number(offset ?? 0);
}
