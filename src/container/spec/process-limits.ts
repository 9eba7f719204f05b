import { type ProcessSpec, unlimited } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";

type ProcessLimit = NonNullable<ProcessSpec["rlimits"]>[number];

const names = [
  ["core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice"],
  ["nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"],
].flat();

/** `nofile=1024:2048`; the hard limit is the soft one where it is left out, and -1 is none. A later text of a name wins. */
export function processLimits(texts: readonly string[]): ProcessLimit[] {
  const limits = texts.flatMap((text) => text.split(",")).map(processLimit);
  return [...new Map(limits.map((limit) => [limit.type, limit])).values()];
}

function processLimit(text: string): ProcessLimit {
  const [, name = "", soft, hard = soft] = /^([^=]+)=(-?\d+)(?::(-?\d+))?$/.exec(text) ?? [];
  if (soft === undefined || hard === undefined) {
    throw new NerdError("INVALID_VALUE", `invalid ulimit argument: ${text}`, { hint: "write NAME=SOFT[:HARD]" });
  }
  if (!names.includes(name)) {
    throw new NerdError("INVALID_VALUE", `invalid ulimit type: ${name}`, { hint: `it is one of ${names.join(", ")}` });
  }
  const limit = { type: `RLIMIT_${name.toUpperCase()}`, hard: limitOf(hard), soft: limitOf(soft) };
  if (limit.soft <= limit.hard) return limit;
  throw new NerdError("INVALID_VALUE", `ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
}

function limitOf(text: string): number {
  return Number(text) < 0 ? unlimited : Number(text);
}
