import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { SolveDraft } from "../../buildkit/solve.ts";
import { NerdError } from "../../errors.ts";

type Policy = NonNullable<SolveDraft["sourcePolicy"]>;

const actions = ["ALLOW", "DENY", "CONVERT"] as const;

/** `--source-policy-file`, BuildKit's JSON (buildkit, docs, "build-repro"). Throws INVALID_VALUE. */
export async function sourcePolicy(cwd: string, file: string): Promise<Policy> {
  const invalid = (problem: string, cause?: unknown) =>
    new NerdError("INVALID_VALUE", `not a source policy: ${file}: ${problem}`, {
      hint: 'write {"rules": [{"action": "DENY", "selector": {"identifier": "docker-image://*"}}]}',
      ...(cause !== undefined && { cause }),
    });
  let policy: Policy;
  try {
    policy = JSON.parse(await readFile(resolve(cwd, file), "utf8")); // Its shape is looked at below.
  } catch (cause) {
    throw invalid(cause instanceof SyntaxError ? "it is no JSON" : "it cannot be read", cause);
  }
  if (!Array.isArray(policy?.rules)) throw invalid("it has no rules");
  for (const { action } of policy.rules) {
    if (action !== undefined && !actions.includes(action)) throw invalid(`no such action: ${action}`);
  }
  return policy;
}
