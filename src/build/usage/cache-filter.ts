import { toMilliseconds } from "../../duration.ts";
import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";

/** Which records of a cache, in BuildKit's words. */
export interface CacheFilter {
  readonly filter: readonly string[];
  /** Only what was not used for so long. */
  readonly unusedMs?: number | undefined;
}

const conditions = ["inuse", "mutable", "immutable", "shared", "private"];
const fields = ["id", "type", "description", "parents"];
const ages = ["until", "unused-for"];
const known = [...ages, ...fields, ...conditions];

/**
 * `--filter` of the build cache: `until=24h`, `type=regular`, `id=PART`, `shared`. All must fit. Throws INVALID_VALUE. From buildx,
 * commands/prune and buildkit, cache/filter.
 */
export function cacheFilter(texts: readonly string[], nowMs: number = Date.now()): CacheFilter {
  const expressions: string[] = [];
  let unusedMs: number | undefined;
  for (const text of texts) {
    const [, key = "", operator = "", value = ""] = /^\s*([\w-]+)\s*(=|==|!=|~=)?\s*(.*)$/s.exec(text) ?? [];
    if (!known.includes(key)) throw invalid(text, hintOf(key));
    if (ages.includes(key)) unusedMs = ageMs(text, value, nowMs);
    else expressions.push(expression({ text, key, operator, value }));
  }
  return { filter: expressions.length === 0 ? [] : [expressions.join(",")], unusedMs };
}

interface Written {
  readonly text: string;
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}

function expression({ text, key, operator, value }: Written): string {
  if (!conditions.includes(key)) {
    if (value === "") throw invalid(text, `write ${key}=VALUE`);
    const asked = operator === "=" ? (key === "id" ? "~=" : "==") : operator;
    // Commas separate conditions, and words without quotes are plain ones.
    return `${key}${asked}${/^[\w.-]+$/.test(value) ? value : JSON.stringify(value)}`;
  }
  if (operator === "" || (value === "true" && operator !== "!=")) return key;
  const opposite: Readonly<Record<string, string>> = {
    mutable: "immutable",
    immutable: "mutable",
    shared: "private",
    private: "shared",
  };
  if (value === "false" && opposite[key] !== undefined) return opposite[key];
  throw invalid(text, `write ${key}${opposite[key] === undefined ? "" : `, or ${opposite[key]}`}`);
}

/** A duration, or a point in time. */
function ageMs(text: string, value: string, nowMs: number): number {
  const at = Date.parse(value);
  if (/^\d{4}-/.test(value) && !Number.isNaN(at)) return Math.max(0, nowMs - at);
  const [, days] = /^(\d+)d$/.exec(value) ?? [];
  if (days !== undefined) return Number(days) * 24 * 3600 * 1000;
  try {
    return toMilliseconds(value);
  } catch {
    throw invalid(text, "write a duration or a time, such as until=24h or until=2026-01-31");
  }
}

function hintOf(key: string): string {
  const [nearest] = closest(key, known);
  return nearest === undefined ? `filters are ${known.join(", ")}` : `did you mean ${nearest}?`;
}

function invalid(text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid filter: ${text}`, { hint, exitCode: 1 });
}
