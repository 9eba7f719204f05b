import type { RuntimeSpec } from "../engine/runtime-spec.ts";
import { isKnownSecret } from "../secrets/known-secrets.ts";
import { mask } from "../secrets/secret-masker.ts";
import { labelKeys, readJsonLabel } from "./record/labels.ts";

type Labels = Readonly<Record<string, string>>;

/** The variables of a container that its recipe said are secrets. */
export function secretNames(labels: Labels): ReadonlySet<string> {
  return new Set(readJsonLabel<string[]>(labels, labelKeys.secretEnv, []));
}

/** The label that says which variables have what this process knows as a secret; none where there are none. */
export function secretEnvLabel(env: readonly string[]): Record<string, string> {
  const names = env.flatMap((entry) => {
    const [name = "", value = ""] = entry.split(/=(.*)/s, 2);
    return isKnownSecret(value) ? [name] : [];
  });
  return names.length === 0 ? {} : { [labelKeys.secretEnv]: JSON.stringify(names) };
}

/** `TOKEN=***` for each of them. */
export function hiddenEnv(env: readonly string[], labels: Labels): readonly string[] {
  const names = secretNames(labels);
  if (names.size === 0) return env;
  return env.map((entry) => {
    const [name = ""] = entry.split("=", 1);
    return names.has(name) ? `${name}=${mask}` : entry;
  });
}

/** What anybody may see of a spec. */
export function withHiddenEnv(spec: RuntimeSpec, labels: Labels): RuntimeSpec {
  return { ...spec, process: { ...spec.process, env: [...hiddenEnv(spec.process.env, labels)] } };
}
