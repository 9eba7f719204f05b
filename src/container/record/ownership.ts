import { join } from "node:path";
import type { Settings } from "../../settings/settings.ts";
import { labelKeys } from "./labels.ts";

/**
 * Whether labels, or a spec's annotations, are of a container that nerdsh or nerdctl made in this data store. Others
 * share the engine: kubelets, dockerd, people with ctr.
 */
export function isOurs({ dataStore }: Pick<Settings, "dataStore">, labels: Readonly<Record<string, string>>): boolean {
  return labels[labelKeys.stateDir]?.startsWith(join(dataStore, "/")) ?? false;
}
