import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { LinuxSeccomp, SeccompCall } from "../../../engine/runtime-spec.ts";
import { NerdError } from "../../../errors.ts";

/** A profile in Docker's format: the runtime spec's filter, with conditions (Docker documentation, "Seccomp security profiles"). */
export interface SeccompProfile extends Omit<LinuxSeccomp, "syscalls"> {
  /** Instead of `architectures`: of these, the machine's own entry is taken. */
  readonly archMap?: readonly { readonly architecture: string; readonly subArchitectures?: readonly string[] | null }[];
  readonly syscalls?: readonly SeccompRule[] | null;
}

export interface SeccompRule extends Partial<Pick<SeccompCall, "names" | "errnoRet">>, Pick<SeccompCall, "action"> {
  /** Old profiles have one name a rule. */
  readonly name?: string;
  readonly args?: SeccompCall["args"] | null;
  /** The rule counts only where all of this is so. */
  readonly includes?: SeccompConditions;
  /** The rule is left out where any of this is so. */
  readonly excludes?: SeccompConditions;
}

export interface SeccompConditions {
  /** The process may have these: `CAP_SYS_ADMIN`. */
  readonly caps?: readonly string[];
  /** Go's names, any of them. */
  readonly arches?: readonly string[];
  /** `4.8` */
  readonly minKernel?: string;
}

/** A user's own profile: a file, or the JSON itself. */
export async function readSeccompProfile(source: string, cwd: string): Promise<SeccompProfile> {
  const text = source.trimStart().startsWith("{") ? source : await profileText(resolve(cwd, source));
  return parseSeccompProfile(text);
}

async function profileText(file: string): Promise<string> {
  return await readFile(file, "utf8").catch((cause: unknown) => {
    throw new NerdError("INVALID_VALUE", `opening seccomp profile failed: ${file}`, {
      hint: "write unconfined, builtin, or a JSON file",
      cause,
    });
  });
}

export function parseSeccompProfile(text: string): SeccompProfile {
  const profile = parsed(text);
  const { defaultAction, syscalls, architectures, archMap } = profile;
  if (typeof defaultAction !== "string") throw invalid("it has no defaultAction");
  if (architectures?.length && archMap?.length) throw invalid("it has both architectures and archMap");
  for (const rule of syscalls ?? []) {
    if (typeof rule.action !== "string") throw invalid("a rule has no action");
    if ((rule.name === undefined) === (rule.names === undefined)) throw invalid("a rule has not one of name and names");
  }
  return profile;
}

/** The shape is checked as far as the filter depends on it: the runtime knows the rest better. */
function parsed(text: string): SeccompProfile {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as SeccompProfile;
  } catch (cause) {
    throw invalid("it is not JSON", cause);
  }
  throw invalid("it is not an object");
}

function invalid(reason: string, cause?: unknown): NerdError {
  return new NerdError("INVALID_VALUE", `decoding seccomp profile failed: ${reason}`, { cause });
}
